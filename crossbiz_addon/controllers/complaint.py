import contextlib
import json
import time

from odoo import http
from odoo.http import request
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY

from ..lib import cleaning, parcel, proof, receipt, silence, submission
from ..lib.bucket import Bucket
from ..lib.submission import BITS, RefusedError
from ..models.oversight.intake import MOST_WAITING
from ..models.oversight.ir_http import HEADERS

# What all together may send to one process.
LIMITS = {"submit": Bucket(hourly=600, burst=60), "dialogue": Bucket(hourly=3_600, burst=200)}
SETTLED = 0.15  # seconds that every answer about a code takes at least

silence.install()  # the first request of a process may be one of ours


class ComplaintController(http.Controller):
    """The public side of the complaint channel, for the page in ``static/complaint``.

    Served without session or user (``models/oversight/ir_http.py``). Every answer is JSON with constant keys; nothing
    that was sent gets into an exception, a log, or a statement.
    """

    @http.route(
        "/crossbiz/complaint/submit",
        type="http",
        auth="public",
        methods=["POST"],
        csrf=False,  # there is no session to ride on
        save_session=False,
        crossbiz_anonymous=True,
        max_content_length=submission.LARGEST_BODY,
    )
    def submit(self):
        """Take a complaint in.

        :return: ``{"ok": true, "code"}``, or ``{"ok": false, "error"}``
        """
        return _answer("submit", _submit)

    @http.route(
        "/crossbiz/complaint/dialogue",
        type="http",
        auth="public",
        methods=["POST"],
        csrf=False,
        save_session=False,
        crossbiz_anonymous=True,
        max_content_length=submission.LARGEST_BODY,
    )
    def dialogue(self):
        """Show what became of a complaint, and take a message in if there is one.

        :return: ``{"ok": true, "state", "messages"}``, or ``{"ok": false, "error"}``; the same bytes after the same
            time for every code that opens nothing
        """
        with _settled():
            return _answer("dialogue", _discuss)


def _answer(route, work):
    """Whatever happens, one of the constant answers."""
    try:
        answer = {"ok": True, **work(*_receive(route))}
    except RefusedError as refusal:
        answer = {"ok": False, "error": refusal.key}
        if refusal.file:
            answer["file"] = refusal.file
    except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
        raise  # done again, from the beginning
    except Exception:  # noqa: BLE001 - it may hold what was sent, and nobody is to see that
        request.env.cr.rollback()
        answer = {"ok": False, "error": "unavailable"}
    return request.make_response(json.dumps(answer, ensure_ascii=False).encode(), headers=list(HEADERS.items()))


@contextlib.contextmanager
def _settled():
    """Let what is inside take a fixed time at least."""
    end = time.monotonic() + SETTLED
    try:
        yield
    finally:
        time.sleep(max(end - time.monotonic(), 0))


def _receive(route):
    """The header and the files of a request that somebody worked for, once.

    :raises RefusedError: for all others
    """
    stamp, counter, body = _split(request.httprequest.get_data())
    try:
        today = request.env["crossbiz.complaint.intake"]._get_today()
        nonce = proof.check(stamp, counter, body, route, BITS[route], today)
    except proof.ProofError:
        raise RefusedError("no_proof") from None
    if not LIMITS[route].take():
        raise RefusedError("busy")
    if not request.env["crossbiz.complaint.vault"]._has_ring():
        raise RefusedError("unavailable")
    if not request.env["crossbiz.complaint.ticket"]._use(nonce):
        raise RefusedError("replayed")
    try:
        header, files = parcel.unpack(body)
    except parcel.ParcelError:
        raise RefusedError("unreadable") from None
    submission.check_files(files)
    return header, files


def _split(data):
    """The stamp, the counter and what they stand for: two lines and the rest."""
    stamp, _, rest = data.partition(b"\n")
    counter, _, body = rest.partition(b"\n")
    return stamp[:300].decode("ascii", "replace"), counter[:20].decode("ascii", "replace"), body


def _submit(header, files):
    complaint = submission.read_complaint(header)
    cleaned = cleaning.clean_all(files)
    code = receipt.generate()
    lookup = request.env["crossbiz.complaint.vault"]._get_lookup(code)
    request.env["crossbiz.complaint.intake"]._stage("complaint", lookup, complaint, cleaned)
    return {"code": receipt.show(code)}


def _discuss(header, files):
    message = submission.read_message(header)
    code = receipt.normalize(message.pop("code"))
    intake = request.env["crossbiz.complaint.intake"]
    lookup = request.env["crossbiz.complaint.vault"]._get_lookup(code or "")
    dialogue = intake._get_dialogue(lookup)
    if not dialogue:
        raise RefusedError("unknown_code")
    waiting = dialogue.pop("waiting")
    if not (message["text"] or message["identity"] or files):
        return dialogue
    if any(receipt.contains_code(text, code) for text in message.values()):
        raise RefusedError("contains_code")
    if waiting >= MOST_WAITING:
        raise RefusedError("too_many_messages")
    cleaned = cleaning.clean_all(files)
    intake._stage("message", lookup, message, cleaned)
    dialogue["messages"].append(intake._present(message, cleaned, intake._get_today()))
    return dialogue
