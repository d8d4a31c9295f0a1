import logging

from odoo import api, models
from odoo.exceptions import AccessError

from ...lib import seal as seals
from .sealed_ledger import KEY_PARAMETER

_logger = logging.getLogger(__name__)


class SealedLedger(models.AbstractModel):
    _inherit = "crossbiz.sealed.ledger"

    @api.model
    def _get_breach(self, key, values, position, previous):
        """Why a row does not hold, or None.

        :param dict values: the row
        :param int position: the place in its chain at which it was found
        :param str previous: the seal of the row before
        """
        if values["position"] != position:
            return self.env._("it is missing")
        if values["previous_seal"] != previous:
            return self.env._("it does not follow the one before")
        if values["seal"] != seals.seal(key, self._sealed_values(values), previous):
            return self.env._("its content was changed")
        return None


class Journal(models.Model):
    """Proof that the sealed ledgers are what was written: every seal, every chain, every anchored head."""

    _inherit = "crossbiz.journal"

    @api.model
    def _verify(self):
        """Read every sealed ledger and check it.

        :return: dict of ``entries`` and ``chains`` counted and ``broken``, the first entry
            that does not hold as a sentence, or False
        """
        entries, chains = 0, 0
        key = self._seal_key()
        fingerprint = self.env["ir.config_parameter"].sudo().get_param(KEY_PARAMETER)
        if fingerprint and fingerprint != self._get_fingerprint(key):
            broken = self.env._(
                "This server's seal key is not the one that the journal was begun with. Restore that key first."
            )
            return {"entries": entries, "chains": chains, "broken": broken}
        for name in self._get_ledgers():
            ledger, chain, previous, position = self.env[name], None, seals.GENESIS, 0
            for values in ledger._read_in_chains():
                if ledger._get_chain(values) != chain:
                    chain, previous, position = ledger._get_chain(values), seals.GENESIS, 0
                    chains += not ledger._is_secret
                entries += not ledger._is_secret
                position += 1
                reason = ledger._get_breach(key, values, position, previous)
                if reason:
                    return self._report(entries, chains, ledger._get_chain_name(chain), position, reason)
                previous = values["seal"]
        broken = self.env["crossbiz.journal.anchor"]._find_broken()
        return {"entries": entries, "chains": chains, "broken": broken}

    @api.model
    def _report(self, entries, chains, chain, position, reason):
        broken = self.env._(
            "Entry %(position)s of %(model)s %(id)s: %(reason)s.",
            position=position,
            model=chain[0],
            id=chain[1],
            reason=reason,
        )
        return {"entries": entries, "chains": chains, "broken": broken}

    @api.model
    def action_verify(self):
        """Check the whole journal now and say what was found.

        :raises AccessError: for who is neither auditor nor cross-business administrator
        """
        if not self.env.user.has_groups("crossbiz_addon.group_audit,crossbiz_addon.group_manager"):
            raise AccessError(self.env._("The journal is verified by auditors and cross-business administrators."))
        report = self.sudo()._verify()
        if report["broken"]:
            message, kind = self.env._("The journal is broken. %(entry)s", entry=report["broken"]), "danger"
        else:
            message, kind = (
                self.env._(
                    "The journal holds: %(entries)s entries in %(chains)s documents.",
                    entries=report["entries"],
                    chains=report["chains"],
                ),
                "success",
            )
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {"title": self.env._("Journal"), "message": message, "type": kind, "sticky": kind == "danger"},
        }

    @api.model
    def _cron_verify(self):
        """Verify every night, anchor the heads, and tell the auditors when something is wrong."""
        report = self._verify()
        if report["broken"]:
            _logger.critical("The cross-business journal is broken: %s", report["broken"])
            self._alarm(report["broken"])
        else:
            self.env["crossbiz.journal.anchor"]._anchor()

    @api.model
    def _alarm(self, broken):
        auditors = self.env.ref("crossbiz_addon.group_audit").all_user_ids.filtered("active")
        for user in auditors or self.env.ref("crossbiz_addon.group_manager").all_user_ids.filtered("active"):
            localized = self.with_context(lang=user.lang).env
            user.partner_id.message_notify(
                subject=localized._("The cross-business journal is broken"),
                body=localized._(
                    "Last night's check found an entry that is not what was written. %(entry)s "
                    "Keep the database as it is and inform your administrator.",
                    entry=broken,
                ),
                partner_ids=user.partner_id.ids,
            )
