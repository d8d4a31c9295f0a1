from odoo.tests import HttpCase

BUNDLES = (
    "web.assets_web",
    "web.assets_backend_lazy",
    "web.assets_tests",
    "web.assets_frontend",
    "web.assets_frontend_lazy",
    "web.assets_frontend_minimal",
)
# Who works in Chinese where both languages are spoken.
CHINESE = {"lead_officer", "tech_officer", "decision_maker", "compliance_officer", "legal_officer", "finance_officer"}


class TourCase(HttpCase):
    """Base of what runs in a browser, in English and in Chinese, beside a cast of ``common``."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        missing = [code for code in ("en_US", "zh_CN") if not cls.env["res.lang"]._get_data(code=code)]
        for code in missing:
            cls.env["res.lang"]._activate_lang(code)
        cls.env["ir.module.module"].search([("state", "=", "installed")])._update_translations(missing)
        # Each test takes back what it made, so bundles made here are made once.
        for bundle in BUNDLES:
            assets = cls.env["ir.qweb"]._get_asset_bundle(bundle)
            assets.js()
            assets.css()

    def speak(self, lang):
        for user in self.users.values():
            user.lang = lang

    def speak_both(self):
        """A company with two languages: some work in Chinese, the others in English, on the same papers."""
        for login, user in self.users.items():
            user.lang = "zh_CN" if login in CHINESE else "en_US"

    def tour(self, name, path="/odoo", login=None):
        self.start_tour(path, name, login=login)
        self.env.invalidate_all()
