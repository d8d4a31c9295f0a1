from odoo import http
from odoo.exceptions import UserError
from odoo.http import request

MIME_TYPES = {
    "jpg": "image/jpeg",
    "png": "image/png",
    "pdf": "application/pdf",
    "txt": "text/plain; charset=utf-8",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
}


class ComplaintStaff(http.Controller):
    """Files of complaints for their handlers: downloads, never pages."""

    @http.route("/crossbiz/complaint/file/<int:file_id>", type="http", auth="user", methods=["GET"], readonly=False)
    def download_file(self, file_id):
        """The file as an attachment that no browser renders or keeps; the complaint checks and notes who reads."""
        try:
            name, kind, content = request.env["crossbiz.complaint"]._get_file(file_id)
        except UserError:  # for who does not handle it, the file does not exist
            return request.not_found()
        return request.make_response(
            content,
            [
                ("Content-Type", MIME_TYPES.get(kind, "application/octet-stream")),
                ("Content-Disposition", http.content_disposition(name)),
                ("Content-Length", str(len(content))),
                ("X-Content-Type-Options", "nosniff"),
                ("Content-Security-Policy", "default-src 'none'; sandbox"),
                ("Cache-Control", "no-store"),
                ("Referrer-Policy", "no-referrer"),
            ],
        )
