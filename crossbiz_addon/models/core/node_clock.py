from datetime import timedelta

from odoo import api, fields, models

from ...lib import clock
from .deadline_rule import SNAPSHOT
from .node import RUNNING
from .rows import write_rows
from .schedule_book import ScheduleBook


class Node(models.Model):
    """How a step's clock starts, stands still and moves."""

    _inherit = "crossbiz.node"

    # --------------------------------------------------
    # Opening
    # --------------------------------------------------

    @api.model
    def _open(self, specs):
        """Create the steps that documents ask for; see ``crossbiz.document._open_nodes``."""
        now = fields.Datetime.now()
        rules = self.env["crossbiz.deadline.rule"]
        book = ScheduleBook(self.env)
        vals_list = []
        for document, kind, department, options in specs:
            company = document._get_company()
            rule = dict(rules._get_values(kind, company.id))
            promised = options.get("amount") or rule["amount"]
            since, due = options.get("since") or now, options.get("deadline")
            is_own = bool(due) or promised != rule["amount"]
            rule["amount"] = promised
            # What is asked for afterwards counts from when it was owed, and may be overdue at once.
            fixed = due and clock.Span(since, max(due, since))
            span = fixed or book.get_deadline(department, company, since, rule)
            vals_list.append(
                {
                    "kind": kind,
                    "subject": document._get_node_subject(),
                    "res_model": document._name,
                    "res_id": document.id,
                    "case_id": document._get_case().id,
                    "company_id": company.id,
                    "department_id": department.id,
                    "user_id": options.get("user") and options["user"].id,
                    "submitter_id": document._get_submitter().id,
                    "period": options.get("period"),
                    "cycle": options.get("cycle", 1),
                    "is_decision": document._node_kinds.get(kind) == "verdict",
                    "opened_at": now,
                    "counted_from": options.get("since"),
                    "effective_start": span.effective_start,
                    "baseline_deadline": options.get("baseline") or span.deadline,
                    "fixed": is_own,
                    **rule,
                    **self._get_notice_times(span.deadline, rule, 0),
                }
            )
        self.flush_model(["state"])  # what just closed makes room for its next cycle in the unique index
        nodes = self.create(vals_list)
        nodes.case_id._settle_participants()
        self.env["crossbiz.journal"]._append(
            [
                node._prepare_journal_entry("node_opened", new_value=fields.Datetime.to_string(node.deadline))
                for node in nodes
            ]
        )
        nodes._notify("opened")
        nodes._get_suspended()._pause(self.env._("Opened on a suspended case."))
        return nodes

    @api.model
    def _get_notice_times(self, deadline, rule, level):
        """The moments at which a step reminds, is breached and escalates, and the next of them.

        :param int level: the last notice that went out (0 to 3)
        """
        remind_at = deadline - timedelta(hours=rule["remind_before"]) if rule["remind_before"] else False
        escalate_at = deadline + timedelta(hours=rule["escalate_after"]) if rule["escalate_after"] else False
        coming = [moment for moment in (remind_at, deadline, escalate_at)[level:] if moment]
        return {
            "deadline": deadline,
            "remind_at": remind_at,
            "escalate_at": escalate_at,
            "notice_at": min(coming, default=False),
        }

    # --------------------------------------------------
    # Moving
    # --------------------------------------------------

    def _set_deadline(self, deadline, event, note=None, **values):
        """Move the deadline of one step, journal it, and let notices that are ahead again go out again."""
        self.ensure_one()
        before = self.deadline
        level = 0 if deadline > fields.Datetime.now() else self.notice_level
        self.write(
            {**self._get_notice_times(deadline, self._get_notice_rule(), level), "notice_level": level, **values}
        )
        return self._prepare_journal_entry(
            event,
            old_value=fields.Datetime.to_string(before),
            new_value=fields.Datetime.to_string(deadline),
            note=note,
        )

    def _retarget(self, rule, companies):
        """Give running steps of ``companies`` that follow ``rule`` its present time, counted from where they began.

        :return: number of moved steps
        """
        domain = [
            ("kind", "=", rule.node_kind),
            ("state", "in", RUNNING),
            ("fixed", "=", False),
            ("company_id", "in", companies.ids),
        ]
        if rule.company_id:
            domain.append(("company_id", "=", rule.company_id.id))
        else:
            own = self.env["crossbiz.deadline.rule"].search(
                [("node_kind", "=", rule.node_kind), ("company_id", "!=", False)]
            )
            domain.append(("company_id", "not in", own.company_id.ids))
        nodes = self.search(domain)
        values = {name: rule[name] for name in SNAPSHOT}
        book, entries = ScheduleBook(self.env), []
        for node in nodes:
            place = (node.department_id, node.company_id)
            span = book.get_deadline(*place, node.counted_from or node.opened_at, values)
            due = book.get_shifted(*place, span.deadline, node._get_pauses(), rule.unit, span.effective_start)
            node.write({**values, "effective_start": span.effective_start})
            entries.append(node._set_deadline(due, "node_retargeted"))
        self.env["crossbiz.journal"]._append(entries)
        return len(nodes)

    # --------------------------------------------------
    # Standing still
    # --------------------------------------------------

    def _pause(self, note=None):
        """Stop the clocks of the open steps among ``self``. A bounded number of queries for any number of steps."""
        nodes, now = self.filtered(lambda node: node.state == "open"), fields.Datetime.now()
        write_rows(
            {
                # What was opened while its case was already suspended has stood still ever since.
                node: {
                    "state": "paused",
                    "paused_since": max(node.opened_at, node._get_standing_case().suspended_at or now),
                    "notice_at": False,
                }
                for node in nodes
            }
        )
        self.env["crossbiz.journal"]._append([node._prepare_journal_entry("node_paused", note=note) for node in nodes])

    def _resume(self, note=None):
        """Let the paused steps among ``self`` run on: each deadline moves by the paused time in its own unit.

        A bounded number of queries for any number of steps.
        """
        now = fields.Datetime.now()
        nodes = self.filtered(lambda node: node.state == "paused")
        book, entries, rows = ScheduleBook(self.env), [], {}
        for node in nodes:
            pause = (node.paused_since, now)
            deadline, baseline = (
                book.get_shifted(node.department_id, node.company_id, moment, [pause], node.unit, node.effective_start)
                for moment in (node.deadline, node.baseline_deadline)
            )
            rows[node] = {
                "state": "open",
                "paused_since": False,
                "pauses": [*(node.pauses or []), [fields.Datetime.to_string(moment) for moment in pause]],
                "paused_seconds": node.paused_seconds + int((now - node.paused_since).total_seconds()),
                "baseline_deadline": baseline,
                **self._get_notice_times(deadline, node._get_notice_rule(), node.notice_level),
            }
            entries.append(
                node._prepare_journal_entry("node_resumed", new_value=fields.Datetime.to_string(deadline), note=note)
            )
        write_rows(rows)
        self.env["crossbiz.journal"]._append(entries)

    def _get_pauses(self):
        """The times this step stood still, as pairs of UTC moments."""
        return [tuple(map(fields.Datetime.to_datetime, pause)) for pause in self.pauses or []]

    def _get_notice_rule(self):
        return {"remind_before": self.remind_before, "escalate_after": self.escalate_after}

    # --------------------------------------------------
    # Ending
    # --------------------------------------------------

    def _close(self, outcome, opinion=None, **values):
        """Close open steps in the name of the current user and tell their documents.

        The caller has checked that the user may. Decisions keep a snapshot of what they were about.

        :param str outcome: ``done``, ``approved``, ``rejected`` or ``returned``
        """
        now = fields.Datetime.now()
        for on_time, nodes in self.grouped(lambda node: now <= node._get_document()._get_judged_deadline(node)).items():
            nodes.sudo().write(
                {
                    "state": "closed",
                    "outcome": outcome,
                    "opinion": opinion,
                    "closed_at": now,
                    "closed_by": self.env.uid,
                    "on_time": on_time,
                    "notice_at": False,
                    **values,
                }
            )
        for node in self.filtered("is_decision"):
            text, digest = node._get_document().sudo()._get_snapshot(node)
            node.sudo().write({"snapshot": text, "snapshot_digest": digest})
        # The digest goes into the sealed entry: nobody changes paper and snapshot together unseen.
        self.env["crossbiz.journal"].sudo()._append(
            [
                node._prepare_journal_entry(f"node_{outcome}", new_value=node.snapshot_digest or None, note=opinion)
                for node in self.sudo()
            ]
        )
        self.env["crossbiz.extension"]._withdraw_for(self)
        for node in self:
            node._get_document()._on_node_closed(node)

    def _void(self, note=None):
        """End running steps without a verdict: they leave the figures and are counted apart."""
        nodes = self.filtered(lambda node: node.state in RUNNING)
        nodes.sudo().write({"state": "void", "closed_at": fields.Datetime.now(), "notice_at": False})
        self.env["crossbiz.journal"].sudo()._append(
            [node._prepare_journal_entry("node_void", note=note) for node in nodes]
        )
        self.env["crossbiz.extension"]._withdraw_for(nodes)

    def _miss(self, note=None):
        """End running steps that nobody did in time: they stay in the figures, as not done."""
        nodes = self.filtered(lambda node: node.state in RUNNING)
        nodes.sudo().write(
            {
                "state": "closed",
                "outcome": "missed",
                "closed_at": fields.Datetime.now(),
                "on_time": False,
                "notice_at": False,
            }
        )
        self.env["crossbiz.journal"].sudo()._append(
            [node._prepare_journal_entry("node_missed", note=note) for node in nodes]
        )
        self.env["crossbiz.extension"]._withdraw_for(nodes)

    def _prepare_journal_entry(self, event, **values):
        """An entry for the journal of this step's document; the step's kind is its subject."""
        return {
            "res_model": self.res_model,
            "res_id": self.res_id,
            "case_id": self.case_id.id,
            "department_id": self.department_id.id,
            "node_id": self.id,
            "event": event,
            **values,
        }
