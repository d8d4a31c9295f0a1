import html
import io
import re

from odoo.tools.pdf import PdfFileReader


class Papers:
    """Print a paper as a person does, and look at what stands on it; beside a cast of ``common``."""

    def render(self, paper, records, login="tech_officer", lang="en_US"):
        """The HTML of a paper (external id of its template) in this person's rights and language."""
        self.users[login].lang = lang
        reports = self.as_user(self.env["ir.actions.report"], login).with_context(lang=lang)
        content, kind = reports._render_qweb_html(paper, records.ids)
        self.assertEqual(kind, "html")
        return content.decode()

    def text(self, *args, **kwargs):
        """What a reader sees: without tags, entities and runs of space."""
        content = self.render(*args, **kwargs)
        content = re.sub(r"<(style|script)[^>]*>.*?</\1>", " ", content, flags=re.DOTALL)
        return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", content)))

    def check_told(self, text, *parts):
        """All parts stand in the text, in this order."""
        place = 0
        for part in parts:
            self.assertIn(part, text[place:])
            place = text.index(part, place) + len(part)

    def count_pages(self, paper, records, login="tech_officer"):
        """Pages of the real PDF."""
        reports = self.as_user(self.env["ir.actions.report"], login)
        if reports.get_wkhtmltopdf_state() not in ("ok", "upgrade", "workers"):
            self.skipTest("wkhtmltopdf is not installed")
        content, kind = reports.with_context(force_report_rendering=True)._render_qweb_pdf(paper, records.ids)
        self.assertEqual((kind, content[:5]), ("pdf", b"%PDF-"))
        return PdfFileReader(io.BytesIO(content), strict=False).getNumPages()
