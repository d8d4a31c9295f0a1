import io

from reportlab.lib.units import mm
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfbase.pdfmetrics import registerFont, stringWidth
from reportlab.pdfgen.canvas import Canvas

from odoo import models
from odoo.tools.pdf import PdfFileReader, PdfFileWriter

FOOTER_SIZE = 8
FOOTER_HEIGHT = 9 * mm
FOOTER_MARGIN = 15 * mm
CHINESE_FONT = "STSong-Light"


class IrActionsReport(models.Model):
    _inherit = "ir.actions.report"

    def _render_qweb_pdf_prepare_streams(self, report_ref, data, res_ids=None):
        """Print official forms one by one, with a footer on every page.

        Neither is left to wkhtmltopdf: without patched Qt, as Debian ships it, it knows no
        running footers and cannot tell the documents of one run apart.
        """
        form = self._get_rendering_context_model(self._get_report(report_ref))
        if not res_ids or not isinstance(form, self.env.registry["crossbiz.form"]):
            return super()._render_qweb_pdf_prepare_streams(report_ref, data, res_ids)
        collected = {}
        for document in self.env[form._form_model].browse(dict.fromkeys(res_ids)):
            streams = super()._render_qweb_pdf_prepare_streams(report_ref, dict(data or {}), document.ids)
            for stream in streams.values():
                stream["stream"] = self._add_form_footer(stream["stream"], *form._get_footer(document))
            collected.update(streams)
        return collected

    def _add_form_footer(self, stream, left, right):
        """Number the pages of a PDF between the texts ``left`` and ``right``.

        :param stream: the PDF, a binary stream
        :return: a new stream
        """
        reader, writer, result = PdfFileReader(stream, strict=False), PdfFileWriter(), io.BytesIO()
        for number in range(reader.numPages):
            page = reader.getPage(number)
            size = (float(page.mediaBox.getWidth()), float(page.mediaBox.getHeight()))
            footer = self._draw_form_footer(size, left, f"{number + 1} / {reader.numPages}", right)
            page.mergePage(PdfFileReader(footer, strict=False).getPage(0))
            writer.addPage(page)
        writer.write(result)
        stream.close()
        return result

    def _draw_form_footer(self, size, left, middle, right):
        """A page that is empty but for its footer."""
        packet = io.BytesIO()
        canvas = Canvas(packet, pagesize=size)
        width = size[0]
        font = self._get_footer_font(left + right)
        canvas.setFont(font, FOOTER_SIZE)
        canvas.setFillGray(0.35)
        canvas.setStrokeGray(0.6)
        canvas.setLineWidth(0.4)
        canvas.line(FOOTER_MARGIN, FOOTER_HEIGHT + 4 * mm, width - FOOTER_MARGIN, FOOTER_HEIGHT + 4 * mm)
        room = width / 2 - FOOTER_MARGIN - 15 * mm
        while left and stringWidth(left, font, FOOTER_SIZE) > room:
            left = f"{left[:-2]}…"
        canvas.drawString(FOOTER_MARGIN, FOOTER_HEIGHT, left)
        canvas.drawCentredString(width / 2, FOOTER_HEIGHT, middle)
        canvas.drawRightString(width - FOOTER_MARGIN, FOOTER_HEIGHT, right)
        canvas.save()
        return packet

    def _get_footer_font(self, text):
        """Helvetica where it has all letters, else the Chinese font every PDF reader brings."""
        try:
            text.encode("latin-1")
        except UnicodeEncodeError:
            registerFont(UnicodeCIDFont(CHINESE_FONT))
            return CHINESE_FONT
        return "Helvetica"
