import logging

from psycopg2 import OperationalError

from odoo import api, fields, models
from odoo.tools import SQL

_logger = logging.getLogger(__name__)

REMINDED, BREACHED, ESCALATED = 1, 2, 3
EVENTS = {REMINDED: "reminded", BREACHED: "breached", ESCALATED: "escalated"}
BATCH = 1000


class Node(models.Model):
    """Reminders, breaches and escalation: each once, also when the job dies, is late or runs twice.

    The level that was told is a column of the step and changes in the same transaction in
    which the notices are queued and the journal is written. A breach is dated by its
    deadline, not by the job that saw it.
    """

    _inherit = "crossbiz.node"

    @api.model
    def _get_due_domain(self, now):
        return [("state", "=", "open"), ("notice_at", "<=", now)]

    @api.model
    def _cron_escalate(self):
        """Tell what is due, in batches; a step that fails is logged and never stops the rest."""
        self.env["crossbiz.case"]._pause_strays()
        progress = self.env["ir.cron"]._commit_progress
        domain = self._get_due_domain(fields.Datetime.now())
        progress(remaining=self.search_count(domain))
        skipped_ids = []
        while True:
            nodes = self.search([*domain, ("id", "not in", skipped_ids)], order="notice_at, id", limit=BATCH)
            if not nodes or not self._is_alone():
                break
            done_ids = self._escalate_batch(nodes, domain)
            skipped_ids += [node_id for node_id in nodes._ids if node_id not in done_ids]
            if not progress(len(nodes)):
                break

    @api.model
    def _escalate_batch(self, nodes, domain):
        """Escalate ``nodes`` together or, when that fails, one by one.

        :return: ids of the steps that were told; the others are locked by somebody's work, or failed
        """
        try:
            with self.env.cr.savepoint():
                return set(nodes._escalate(domain)._ids)
        except OperationalError:  # somebody works on one of them: come back with the next run
            self.env.cr.rollback()
            return set()
        except Exception:  # noqa: BLE001 - find the one that fails
            self.env.invalidate_all(flush=False)
        done_ids = set()
        for node in nodes:
            try:
                with self.env.cr.savepoint():
                    done_ids.update(node._escalate(domain)._ids)
            except Exception:
                self.env.invalidate_all(flush=False)
                _logger.exception("Step %s could not be escalated", node.id)
        return done_ids

    @api.model
    def _is_alone(self):
        """Whether no other worker tells right now: two would write to the same chains of the journal."""
        return self.env.execute_query(SQL("SELECT pg_try_advisory_xact_lock(hashtext('crossbiz.escalate'))"))[0][0]

    def _escalate(self, domain):
        """Tell every level that is due for these steps, and remember it.

        :return: the steps that were told: not those that somebody else holds
        """
        nodes = self.try_lock_for_update(allow_referencing=True).filtered_domain(domain)
        now = fields.Datetime.now()
        entries = []
        for (before, level), group in nodes.grouped(lambda node: (node.notice_level, node._get_due_level(now))).items():
            told = range(before + 1, level + 1)
            for step in told:
                # Who learns of the breach needs no late reminder of it.
                if step == REMINDED and level >= BREACHED:
                    continue
                entries += [
                    node._prepare_journal_entry(
                        f"node_{EVENTS[step]}", new_value=fields.Datetime.to_string(node._get_level_moment(step))
                    )
                    for node in group
                ]
                group._notify(EVENTS[step])
            group._remember_level(level)
        self.env["crossbiz.journal"]._append(entries)
        return nodes

    def _get_due_level(self, now):
        """The highest level whose moment has come."""
        if self.escalate_at and self.escalate_at <= now:
            return ESCALATED
        return BREACHED if self.deadline <= now else REMINDED

    def _get_level_moment(self, level):
        return {REMINDED: self.remind_at, BREACHED: self.deadline, ESCALATED: self.escalate_at}[level]

    def _remember_level(self, level):
        """Set the level told, and when the next one comes; one write for each next moment's kind."""
        if level == ESCALATED:
            self.write({"notice_level": level, "notice_at": False})
            return
        for moment, group in self.grouped("deadline" if level == REMINDED else "escalate_at").items():
            group.write({"notice_level": level, "notice_at": moment})

    # --------------------------------------------------
    # Recipients
    # --------------------------------------------------

    def _notify(self, event, note=None):
        """Queue a notice of ``event`` on these steps for the people it concerns."""
        recipients = {node: node._get_recipients(event) for node in self}
        missing = [node for node, users in recipients.items() if not users and event != "cancelled"]
        if missing:
            self.env["crossbiz.journal"].sudo()._append(
                [node._prepare_journal_entry("officer_missing") for node in missing]
            )
            for node in missing:
                recipients[node] = node.company_id._get_crossbiz_administrators()
        self.env["crossbiz.notice"].sudo()._queue_nodes(event, recipients, note)

    def _get_recipients(self, event):
        """Who learns of ``event``: who acts; from the breach on the manager and the lead; then the decision layer."""
        self.ensure_one()
        node = self.sudo()
        if event == "escalated":
            return node.company_id.crossbiz_decision_department_id.crossbiz_acting_ids
        users = node._get_named_user() or node.department_id.crossbiz_acting_ids
        if event == "breached":
            lead = node.case_id.lead_department_id or node.company_id.crossbiz_lead_department_id
            manager = node.department_id.manager_id.user_id
            watching = lead | node._get_document()._get_watching_departments(self)
            users |= manager.filtered("active") | watching.sudo().crossbiz_acting_ids
        return users
