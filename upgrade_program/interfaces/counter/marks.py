"""What the counter keeps in a person's session: a scanned IMEI or reservation on its way to the form, and the sale just made."""

from __future__ import annotations

from django.contrib.sessions.backends.base import SessionBase

_SCANNED = "scanned_imei"  # an IMEI never stands in an address
_RESERVED = "scanned_token"  # its id: the code itself stands nowhere
_SOLD = "sold_plan"
_BEGUN = "begun_sale"


def put_scanned(session: SessionBase, imei: str) -> None:
    session[_SCANNED] = imei


def take_scanned(session: SessionBase) -> str:
    """The IMEI scanned on the home page, once."""
    imei: str = session.pop(_SCANNED, "")
    return imei


def put_reserved(session: SessionBase, token_id: int) -> None:
    session[_RESERVED] = token_id


def was_scanned(session: SessionBase, token_id: int) -> bool:
    """Whether the code this person scanned last on the home page is that of this claim token."""
    return session.get(_RESERVED) == token_id


def put_sold(session: SessionBase, number: str) -> None:
    session[_SOLD] = number


def has_just_sold(session: SessionBase, number: str) -> bool:
    """Whether this person's last sale here was the plan of this number: then its whole IMEI is an answer to their own sale."""
    return session.get(_SOLD) == number


def put_begun(session: SessionBase, **fields: str) -> None:
    """What the form of the next sale begins with: phone and customer never stand in an address."""
    session[_BEGUN] = fields


def take_begun(session: SessionBase) -> dict[str, str]:
    """Those fields, once."""
    fields: dict[str, str] = session.pop(_BEGUN, {})
    return fields
