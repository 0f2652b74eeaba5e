"""A member's id as addresses and the API show it: the customer's number with a sign that nobody can work out from it.

A number alone could be counted through, and every clerk could read every member of every store that way (reliability S1).
"""

from __future__ import annotations

import re

from django.core.signing import BadSignature, Signer
from django.urls import register_converter

SHAPE = r"m[1-9][0-9]{0,17}-[A-Za-z0-9_-]{43}"
_SALT = "loyalty.member"


def member_id(customer_id: int) -> str:
    """The id of the member that a customer is."""
    return f"m{_signer().sign(str(customer_id)).replace(':', '-', 1)}"


def customer_id_of(member: str) -> int:
    """The customer behind an id; one that was made up is a ValueError."""
    if not re.fullmatch(SHAPE, member):
        raise ValueError("no id of a member")
    try:
        return int(_signer().unsign(member.removeprefix("m").replace("-", ":", 1)))
    except BadSignature as no:
        raise ValueError("no id of a member") from no


def _signer() -> Signer:
    return Signer(salt=_SALT)


class MemberConverter:
    """`<member:pk>` in an address: the view gets the customer's number; an id that was made up leads nowhere (404)."""

    regex = SHAPE

    def to_python(self, value: str) -> int:
        return customer_id_of(value)

    def to_url(self, value: int) -> str:
        return member_id(value)


register_converter(MemberConverter, "member")
