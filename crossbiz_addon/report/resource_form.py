import base64
import itertools
import logging
import struct
from datetime import timedelta

from PIL import Image

from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools.image import image_process

_logger = logging.getLogger(__name__)

PICTURE_TYPES = frozenset({"image/jpeg", "image/png", "image/gif"})
PICTURE_SIZE = (640, 480)
PICTURE_BYTES = 25 * 1024 * 1024
PICTURES_PRINTED = 6
JPEG = b"\xff\xd8\xff"
# What reading a picture that is broken, or far too large once unpacked, may end with.
UNREADABLE = (UserError, ValueError, OSError, SyntaxError, EOFError, struct.error, Image.DecompressionBombError)


class ResourceForm(models.AbstractModel):
    """What the forms of a loan share: units, lengths of time, remarks, photos."""

    _name = "crossbiz.resource.form"
    _description = "Official Form of a Loan"
    _inherit = ["crossbiz.form"]

    @api.model
    def _get_report_values(self, docids, data=None):
        return {
            **super()._get_report_values(docids, data),
            "get_units": self._get_units,
            "get_length": self._get_length,
            "get_pictures": self._get_pictures,
            "get_files": self._get_files,
        }

    @api.model
    def _get_units(self, quantity):
        """Units as people write them: 2, 0.5, 1250000."""
        return f"{quantity:.2f}".rstrip("0").rstrip(".")

    @api.model
    def _get_length(self, document, start, stop):
        """The time from ``start`` to ``stop``, in the reader's language; empty when there is none."""
        if not start or not stop or stop <= start:
            return ""
        length = stop - start
        hours = f"{(length - timedelta(days=length.days)).total_seconds() / 3600:.1f}".removesuffix(".0")
        if not length.days:
            return document.env._("%(hours)s h", hours=hours)
        return document.env._("%(days)s d %(hours)s h", days=length.days, hours=hours)

    # --------------------------------------------------
    # Remarks
    # --------------------------------------------------

    @api.model
    def _prepare_remark(self, *about, person, moment, lines=()):
        """A short note: what it is about, who wrote it when, and its lines of text.

        :param about: parts of its title; what is empty is left out
        """
        return {
            "about": " · ".join(filter(None, about)),
            "person": person,
            "moment": moment,
            "text": "\n".join(filter(None, lines)),
        }

    @api.model
    def _get_journal_remarks(self, document, entries):
        """The reasons that were given with ``entries`` of the journal."""
        return [
            self._prepare_remark(
                self._get_signing_label(document, entry),
                self._get_signing_department(document, entry).sudo().name,
                person=entry.user_id,
                moment=entry.at,
                lines=[entry.note],
            )
            for entry in entries
            if entry.note
        ]

    # --------------------------------------------------
    # Files
    # --------------------------------------------------

    @api.model
    def _get_pictures(self, attachments):
        """The photos among ``attachments`` that the reader may see, small and made anew.

        :return: list of ``data:`` addresses; what is no picture, is broken or too large is left to :meth:`_get_files`
        """
        pictures = filter(None, map(self._get_picture, attachments._filtered_access("read").sorted("id")))
        return list(itertools.islice(pictures, PICTURES_PRINTED))

    @api.model
    def _get_picture(self, attachment):
        """One photo as a small JPEG, or None. Nothing of the file itself gets onto the paper but its pixels."""
        if attachment.mimetype not in PICTURE_TYPES or not 0 < attachment.file_size <= PICTURE_BYTES:
            return None
        try:
            content = image_process(
                attachment.raw, size=PICTURE_SIZE, verify_resolution=True, quality=80, output_format="JPEG"
            )
        except UNREADABLE as error:
            _logger.info("Attachment %s cannot be printed as a picture: %s", attachment.id, error)
            return None
        if not content or not content.startswith(JPEG):
            return None
        return f"data:image/jpeg;base64,{base64.b64encode(content).decode()}"

    @api.model
    def _get_files(self, attachments):
        """Names of the files that are kept with the journal, pictures or not."""
        names = attachments._filtered_access("read").sorted("id").mapped("name")
        return ", ".join(names)
