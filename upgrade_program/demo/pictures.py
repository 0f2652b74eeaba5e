"""The demo's photos: plain drawings of a phone, each named after what it shows; nobody takes them for photos of a real one."""

from __future__ import annotations

from functools import cache
from io import BytesIO

from PIL import Image, ImageDraw

from upgrade_program.buyback.enums import View

_SIZE = (480, 640)  # small: a first start draws some sixty of them anew
_PAPER, _INK, _BODY, _GLASS, _LIT = (236, 240, 240), (96, 112, 112), (198, 208, 208), (52, 64, 66), (190, 221, 227)
_PHONE = (140, 80, 340, 520)


@cache
def picture(view: View) -> bytes:
    """A JPEG of one view of a phone."""
    image = Image.new("RGB", _SIZE, _PAPER)
    draw = ImageDraw.Draw(image)
    if view is View.SIDES:
        for x in (110, 190, 270, 350):
            draw.rounded_rectangle((x, 80, x + 24, 520), 10, fill=_BODY, outline=_INK, width=3)
    else:
        draw.rounded_rectangle(_PHONE, 26, fill=_BODY, outline=_INK, width=3)
        _face(draw, view)
    draw.text((_SIZE[0] // 2, 575), f"Demo: {view}", fill=_INK, anchor="mm", font_size=28)
    out = BytesIO()
    image.save(out, "JPEG", quality=80)
    return out.getvalue()


def _face(draw: ImageDraw.ImageDraw, view: View) -> None:
    if view is View.BACK:
        draw.rounded_rectangle((160, 105, 230, 215), 16, fill=_GLASS)
        for y in (130, 160, 190):
            draw.ellipse((183, y - 12, 207, y + 12), fill=_BODY)
        return
    draw.rectangle((154, 100, 326, 500), fill=_GLASS if view is View.FRONT else _LIT)
    if view is View.IMEI:
        draw.text((240, 290), "*#06#\nIMEI\n(demo)", fill=_GLASS, anchor="mm", align="center", font_size=26)
