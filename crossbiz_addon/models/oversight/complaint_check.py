import logging
import stat

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.tools import config

from ...lib import silence

FINE, HINT, PROBLEM = "fine", "hint", "problem"
# Loggers that write queries, parameters or requests when they are talkative.
TALKATIVE = ("odoo.sql_db", "odoo.http", "odoo.service.model", "odoo.models", "odoo.orm", "psycopg2", "werkzeug")
HOOKS = ("_match", "_authenticate", "_pre_dispatch", "_dispatch", "_post_dispatch", "_handle_error")
# Modules that note who does what around a request, whatever their hooks say.
NOTING = ("auditlog", "impersonate_login", "auth_session_timeout", "base_user_tracking", "website_crm_iap_reveal")


class ComplaintCheck(models.TransientModel):
    """A line of the self-check of the complaint channel: what would break its promises on this server.

    It looks at this process and this database. What stands in front of the server, administrators have to check
    themselves; ``docs/security.md`` says how.
    """

    _name = "crossbiz.complaint.check"
    _description = "Self-Check of the Complaint Channel"
    _order = "id"

    name = fields.Char("Point", readonly=True)
    state = fields.Selection([(FINE, "Fine"), (HINT, "Hint"), (PROBLEM, "Problem")], readonly=True)
    finding = fields.Char(readonly=True)
    remedy = fields.Char(readonly=True)

    @api.model
    def action_check(self):
        """Look at everything anew and list what was found.

        :raises AccessError: for anybody but administrators
        """
        if not self.env.user.has_group("crossbiz_addon.group_manager"):
            raise AccessError(self.env._("Only administrators check the complaint channel."))
        lines = self.sudo().create([line for check in self._get_checks() for line in check()])
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Self-Check of the Complaint Channel"),
            "res_model": self._name,
            "views": [(self.env.ref("crossbiz_addon.complaint_check_view_list").id, "list"), (False, "form")],
            "domain": [("id", "in", lines.ids)],
        }

    @api.model
    def _get_checks(self):
        """The methods that look; each gives the values of its lines."""
        return (
            self._check_logging,
            self._check_silence,
            self._check_profiler,
            self._check_database_log,
            self._check_proxy,
            self._check_modules,
            self._check_key_file,
            self._check_sealing,
            self._check_waiting,
            self._check_handlers,
        )

    @api.model
    def _line(self, name, problem=None, remedy=None, fine=None, state=PROBLEM):
        """Values of a line: of a problem if there is one."""
        if problem:
            return [{"name": name, "state": state, "finding": problem, "remedy": remedy}]
        return [{"name": name, "state": FINE, "finding": fine or self.env._("nothing found"), "remedy": False}]

    # --------------------------------------------------
    # Logs
    # --------------------------------------------------

    @api.model
    def _check_logging(self):
        found = [name for name in TALKATIVE if logging.getLogger(name).isEnabledFor(logging.DEBUG)]
        return self._line(
            self.env._("Log level"),
            found and self.env._("These loggers write queries or requests in full: %s", ", ".join(found)),
            self.env._("Run the server with log_level = info or warn, and without such a log_handler."),
        )

    @api.model
    def _check_silence(self):
        name = self.env._("Access log")
        self.env.cr.execute(
            "SELECT count(*) FROM ir_logging WHERE message LIKE ANY(%s)", [[f"%{place}%" for place in silence.PLACES]]
        )
        if count := self.env.cr.fetchone()[0]:
            return self._line(
                name,
                self.env._("%s lines of the log in the database name the channel.", count),
                self.env._("Delete them (Settings > Technical > Logging), and find out which handler wrote them."),
            )
        if not silence.is_installed():
            return self._line(
                name,
                self.env._("A log handler of this process is not silenced."),
                self.env._("Handlers that another addon adds later get lines of the channel: remove that addon."),
            )
        return self._line(
            name,
            "crossbiz_addon" not in config["server_wide_modules"]
            and self.env._("Silenced; a line may slip through while a new process has not loaded the addon."),
            self.env._("Add crossbiz_addon to server_wide_modules in the server's configuration."),
            state=HINT,
        )

    @api.model
    def _check_profiler(self):
        return self._line(
            self.env._("Profiler"),
            self.env["ir.http"]._is_profiling_enabled()
            and self.env._("Requests may be recorded; meanwhile no complaint is taken in."),
            self.env._("Switch the profiler off (Settings > General Settings > Performance)."),
        )

    @api.model
    def _check_database_log(self):
        settings = {
            "log_statement": lambda value: value in ("mod", "all"),
            "log_min_duration_statement": lambda value: value not in ("-1", None),
            "log_min_duration_sample": lambda value: value not in ("-1", None),
            "track_commit_timestamp": lambda value: value == "on",
            "auto_explain.log_min_duration": lambda value: value not in ("-1", None),
        }
        found = []
        for setting, is_bad in settings.items():
            self.env.cr.execute("SELECT current_setting(%s, true)", [setting])
            value = self.env.cr.fetchone()[0]
            if is_bad(value):
                found.append(f"{setting} = {value}")
        return self._line(
            self.env._("PostgreSQL"),
            found and self.env._("It notes when what was written: %s", ", ".join(found)),
            self.env._("Take these settings back in postgresql.conf, or for this database with ALTER DATABASE."),
        )

    # --------------------------------------------------
    # Around the server
    # --------------------------------------------------

    @api.model
    def _check_proxy(self):
        base = self.env["ir.config_parameter"].sudo().get_param("web.base.url", "")
        lines = self._line(
            self.env._("Transport"),
            not base.startswith("https://") and self.env._("The server's address is not https: %s", base),
            self.env._("Put a reverse proxy with https in front: otherwise the network can read complaints."),
        )
        return lines + self._line(
            self.env._("Reverse proxy"),
            config["proxy_mode"] and self.env._("There is one, and its log cannot be seen from here."),
            self.env._("Switch its access log off for the channel's addresses, as docs/security.md shows."),
            fine=self.env._("proxy_mode is off"),
            state=HINT,
        )

    @api.model
    def _check_modules(self):
        """Addons whose hooks come before ours see a request while it still belongs to the user."""
        found = set()
        for cls in type(self.env["ir.http"]).mro():
            if cls.__module__.startswith("odoo.addons.crossbiz_addon."):
                break
            if any(hook in vars(cls) for hook in HOOKS):
                found.add(cls.__module__.split(".")[2] if "addons" in cls.__module__ else cls.__module__)
        modules = self.env["ir.module.module"].sudo()
        found |= set(modules.search([("name", "in", NOTING), ("state", "=", "installed")]).mapped("name"))
        return self._line(
            self.env._("Other addons"),
            found
            and self.env._("They see requests before the channel throws the user away: %s", ", ".join(sorted(found))),
            self.env._("Uninstall them, or have somebody check that they note nothing of /crossbiz/complaint/."),
        )

    # --------------------------------------------------
    # Keys
    # --------------------------------------------------

    @api.model
    def _check_key_file(self):
        name, path = self.env._("Key ring"), self.env["crossbiz.complaint.vault"]._get_path()
        try:
            modes = [stat.S_IMODE(place.stat().st_mode) for place in (path, path.parent)]
        except OSError:
            return self._line(
                name,
                self.env._("The key ring cannot be found: %s", path),
                self.env._(
                    "Restore it from the backup; before the first complaint, run crossbiz_complaint_key create."
                ),
            )
        exposed = [oct(mode) for mode in modes if mode & (stat.S_IRWXG | stat.S_IRWXO)]
        return self._line(
            name,
            exposed and self.env._("Others on the server can reach it: %(path)s, %(modes)s", path=path, modes=exposed),
            self.env._("chmod 600 the file and chmod 700 its folder; then rotate the key."),
            fine=str(path),
        )

    @api.model
    def _check_sealing(self):
        vault, name = self.env["crossbiz.complaint.vault"], self.env._("Encryption")
        if not vault._has_ring():
            return self._line(
                name,
                self.env._("No complaint can be taken in or read."),
                self.env._("Mend the key ring; the server's log says what is wrong with it."),
            )
        key = vault._make_key()
        works = vault._unseal(key, vault._seal(key, b"check", "check"), "check") == b"check"
        old = vault._count_old()
        return self._line(
            name,
            (not works or old) and self.env._("%s keys are wrapped by an old key of the ring.", old),
            self.env._("Run crossbiz_complaint_key rotate."),
            fine=self.env._("sealing and opening work"),
            state=HINT if works else PROBLEM,
        )

    # --------------------------------------------------
    # Work
    # --------------------------------------------------

    @api.model
    def _check_waiting(self):
        job = self.env.ref("crossbiz_addon.cron_publish_complaints").sudo()
        self.env.cr.execute("SELECT count(*) FROM crossbiz_complaint_intake WHERE day < CURRENT_DATE - 2")
        late = self.env.cr.fetchone()[0]
        return self._line(
            self.env._("Handing over"),
            (late or not job.active) and self.env._("%s complaints or messages wait for more than two days.", late),
            self.env._("See that the scheduled action “%s” runs, and what the server's log says of it.", job.name),
        )

    @api.model
    def _check_handlers(self):
        """How many complaints nobody handles: no more than the number, and not which."""
        self.env.cr.execute(
            """SELECT count(*) FROM crossbiz_complaint AS complaint
                WHERE state NOT IN ('closed', 'erased')
                  AND NOT EXISTS (SELECT 1 FROM crossbiz_complaint_handler_rel WHERE complaint_id = complaint.id)"""
        )
        alone = self.env.cr.fetchone()[0]
        return self._line(
            self.env._("People"),
            alone and self.env._("%s complaints have nobody who may handle them.", alone),
            self.env._("Let people of other departments join the groups of compliance, audit or the decision layer."),
        )
