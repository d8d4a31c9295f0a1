"""Pictures without EXIF, GPS, comments, thumbnails, profiles, and without their camera's tables.

Plain Python with Pillow: no Odoo, no database.
"""

from __future__ import annotations

import io
import re

from PIL import Image, ImageOps

from .submission import RefusedError

MOST_PIXELS = 60_000_000
# A page of A4 stays well readable; what goes beyond says more of the camera than of the matter.
LONGEST_SIDE = 2_400
SHORTEST_LONG_SIDE = 1_600  # what a JPEG is decoded to at least, if it is that large
JPEG_QUALITY = 85
PNG_COMPRESSION = 4

_MARKER = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")  # inside picture data: the next part
_DROPPED = frozenset((0xFE, *range(0xE0, 0xF0))) - {0xEE}  # comments and all applications' data but Adobe's colours


def clean_jpeg(data: bytes) -> tuple[str, bytes]:
    """A photo, upright, of moderate size, encoded anew."""
    with Image.open(io.BytesIO(data), formats=["JPEG"]) as image:
        _check_size(image)
        longest = max(image.size)
        if scale := max((factor for factor in (2, 4, 8) if longest // factor >= SHORTEST_LONG_SIDE), default=0):
            # the decoder itself leaves out what is not needed, in a fraction of the time
            image.draft(None, (image.width // scale, image.height // scale))
        upright = ImageOps.exif_transpose(image)
        upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.BICUBIC)
        plain = upright if upright.mode in ("L", "RGB") else upright.convert("RGB")
    return "jpg", _save(plain, "JPEG", quality=JPEG_QUALITY)


def clean_png(data: bytes) -> tuple[str, bytes]:
    """A picture as it looks, its first one if it moves."""
    with Image.open(io.BytesIO(data), formats=["PNG"]) as image:
        _check_size(image)
        plain = _plain_mode(image)
        plain.load()
    return "png", _save(plain, "PNG", compress_level=PNG_COMPRESSION)


def _check_size(image: Image.Image) -> None:
    if image.width * image.height > MOST_PIXELS:
        raise RefusedError("file_too_complex")


def _plain_mode(image: Image.Image) -> Image.Image:
    if image.mode.startswith("I"):  # 16 bits
        return image.point(lambda value: value * (1 / 256)).convert("L")
    if image.mode == "P" or "transparency" in image.info:
        return image.convert("RGBA" if "transparency" in image.info else "RGB")
    return image.copy()


def _save(image: Image.Image, kind: str, **options) -> bytes:
    image.info = {}  # some of it would be written
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def strip_jpeg(data: bytes) -> bytes:
    """A JPEG with the same picture to the bit, without its metadata and without what follows its end.

    For pictures inside other documents, whose size and colours must not change.

    :raises ValueError: when it is none
    """
    if not data.startswith(b"\xff\xd8"):
        raise ValueError("no JPEG")
    kept, place = [b"\xff\xd8"], 2
    while True:
        if data[place] != 0xFF:
            raise ValueError("no marker")
        marker = data[place + 1]
        if marker == 0xFF:  # fill
            place += 1
            continue
        if marker == 0xD9:
            return b"".join([*kept, b"\xff\xd9"])
        end = place + 2 + int.from_bytes(data[place + 2 : place + 4], "big")
        if marker == 0xDA:
            following = _MARKER.search(data, end)
            end = following.start() if following else len(data)
        if marker not in _DROPPED:
            kept.append(data[place:end])
        place = end
