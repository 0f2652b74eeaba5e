"""What the counter keeps in a person's session: a scanned IMEI on its way to the form, the sale just made, its unprinted invoice."""

from __future__ import annotations

from django.contrib.sessions.backends.base import SessionBase

_SCANNED = "scanned_imei"  # an IMEI never stands in an address
_SOLD = "sold_plan"
_UNPRINTED = "unprinted_invoice"


def put_scanned(session: SessionBase, imei: str) -> None:
    session[_SCANNED] = imei


def take_scanned(session: SessionBase) -> str:
    """The IMEI scanned on the home page, once."""
    imei: str = session.pop(_SCANNED, "")
    return imei


def put_sold(session: SessionBase, number: str) -> None:
    session[_SOLD] = number
    session.pop(_UNPRINTED, None)


def has_just_sold(session: SessionBase, number: str) -> bool:
    """Whether this person's last sale here was the plan of this number: then its whole IMEI is an answer to their own sale."""
    return session.get(_SOLD) == number


def note_unprinted(session: SessionBase, invoice: int) -> None:
    """The invoice of the sale just made has not been looked at yet."""
    session.setdefault(_UNPRINTED, invoice)


def take_unprinted(session: SessionBase, invoice: int) -> bool:
    """Whether this look at the invoice is the first after its sale; it never is again."""
    if session.get(_UNPRINTED) != invoice:
        return False
    session[_UNPRINTED] = 0
    return True
