import werkzeug.exceptions

from odoo import SUPERUSER_ID, fields, http, models
from odoo.http import Response, request

from ...lib import silence, submission

FLAG = "crossbiz_anonymous"
CONTENT_TYPE = "application/octet-stream"
HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'",
    "Content-Type": "application/json; charset=utf-8",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}


def refuse(key):
    """End the request with the answer that the page translates."""
    werkzeug.exceptions.abort(Response(f'{{"ok": false, "error": "{key}"}}', headers=HEADERS))


class IrHttp(models.AbstractModel):
    """Routes with ``crossbiz_anonymous=True`` are served to nobody.

    Odoo binds a request to the session of whoever is logged in before any controller sees it, and notes device,
    address and session of the user in the same transaction. Here the session is thrown away instead, before it is
    looked at; it is neither saved nor renewed, and no hook of another addon is asked.
    """

    _inherit = "ir.http"

    @classmethod
    def _authenticate(cls, endpoint):
        if not endpoint.routing.get(FLAG):
            return super()._authenticate(endpoint)
        session = http.root.session_store.new()
        for key, value in http.get_default_session().items():
            session.setdefault(key, value)
        session.context["lang"] = "en_US"
        session.can_save = False
        session.db = request.db
        request.session = session
        request.update_env(user=request.env.ref("base.public_user").id, context={}, su=False)
        cls._check_anonymous_request()
        return None

    @classmethod
    def _check_anonymous_request(cls):
        """Refuse before anything reads the body: a form would be parsed, and its files written to disk."""
        if request.httprequest.mimetype != CONTENT_TYPE:
            refuse("content_type")
        if (request.httprequest.content_length or 0) > submission.LARGEST_BODY:
            refuse("too_large")
        if request.env["ir.http"]._is_profiling_enabled():
            refuse("unavailable")

    def _is_profiling_enabled(self):
        """Whether requests may be recorded, with their queries and who sent them."""
        settings = self.env["ir.config_parameter"].with_user(SUPERUSER_ID)
        until = settings.get_param("base.profiling_enabled_until")
        return bool(until) and until > fields.Datetime.to_string(fields.Datetime.now())

    @classmethod
    def _pre_dispatch(cls, rule, args):
        if not rule.endpoint.routing.get(FLAG):
            return super()._pre_dispatch(rule, args)
        return request.dispatcher.pre_dispatch(rule, args)

    @classmethod
    def _post_dispatch(cls, response):
        if not silence.is_silent_url(request.httprequest.path):
            return super()._post_dispatch(response)
        return request.dispatcher.post_dispatch(response)

    def _register_hook(self):
        super()._register_hook()
        silence.install()
