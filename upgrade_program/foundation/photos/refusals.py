"""When a photo is not taken, or cannot be shown."""

from __future__ import annotations

from upgrade_program.kernel.errors import Refused


class PhotoTooLarge(Refused):
    """More bytes than are read of any upload."""

    code = "photo_too_large"
    status = 422
    field = "file"
    sentence = "This photo is larger than 10 MB."
    next_step = "Take it at a lower resolution and add it again."


class PhotoUnreadable(Refused):
    """Not a picture we know, broken, too big to unfold, or something else in a picture's clothes."""

    code = "photo_unreadable"
    status = 422
    field = "file"
    sentence = "This file cannot be read as a photo."
    next_step = "Take the picture again, or choose a JPEG, PNG or WebP file."


class PhotoLimit(Refused):
    """The subject has as many photos as it may have."""

    code = "photo_limit"
    status = 409
    sentence = "There are 20 photos already, which is the most."
    next_step = "Go on with those that are there."


class PhotoGone(Refused):
    """The photo was forgotten after its time, or its file is missing or not the one that was kept."""

    code = "photo_gone"
    status = 404
    sentence = "This photo is not kept any more."
    next_step = "Its entry still says who took it and when."
