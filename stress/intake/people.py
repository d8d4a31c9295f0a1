"""Who hands in complaints here, and what must not be found of them."""

import io
import random

from PIL import Image

LOGIN = "tracy.reporter"
PASSWORD = "hands it in"
NAME = "Tracy Q. Reporterson"
MAIL = "tracy.reporterson@example.com"
CANARY = "canary-4f1e-七号仓库"
MAKER = "MakerOfCamera77"


def found(env):
    """The employee who will be logged in, as an administrator enters them.

    :return: their user id and partner id
    """
    groups = [(6, 0, [env.ref("base.group_user").id, env.ref("crossbiz_addon.group_user").id])]
    quiet = env["res.users"].with_context(no_reset_password=True, tracking_disable=True)
    user = quiet.create({"name": NAME, "login": LOGIN, "email": MAIL, "password": PASSWORD, "group_ids": groups})
    env["ir.cron"].search([]).active = False
    env["crossbiz.complaint.vault"]._get_ring()
    return user.id, user.partner_id.id


def make_photo(width=1600, height=1200, noise=40):
    """A JPEG as a phone makes it: with its maker, its place and a comment."""
    dice = random.Random(7)
    small = Image.frombytes("RGB", (width // 4, height // 4), dice.randbytes(width // 4 * (height // 4) * 3))
    smooth = Image.linear_gradient("L").resize((width, height)).convert("RGB")
    picture = Image.blend(smooth, small.resize((width, height), Image.Resampling.BILINEAR), noise / 100)
    exif = Image.Exif()
    exif[0x010F] = MAKER
    exif[0x013B] = NAME
    exif.get_ifd(0x8825)[2] = (31.0, 14.0, 9.0)  # latitude
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=93, exif=exif, comment=CANARY.encode())
    return out.getvalue()
