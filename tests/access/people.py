"""Who knocks, at whose things, and what the door may answer."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Who(StrEnum):
    """Everybody who can send a request. DL01 is "ours", MH01 is "elsewhere"."""

    ANONYMOUS = "anonymous"
    CLERK = "clerk"
    CLERK_ELSEWHERE = "clerk elsewhere"  # the session says they work at DL01; they never did
    MANAGER = "manager"
    MANAGER_ELSEWHERE = "manager elsewhere"
    AUDITOR = "auditor"
    HEAD_OFFICE = "head office"
    UNPOSTED = "unposted"  # worked at DL01 until today: old session, old token
    DISABLED = "disabled"  # was DL01's manager: old session, old token
    CUSTOMER = "customer"  # who bought DL01's plans, on their own pages
    OTHER_CUSTOMER = "other customer"  # who bought MH01's

    @property
    def store(self) -> str:
        """The code of the store they stand in, if they do."""
        if self in {Who.CLERK, Who.MANAGER}:
            return "DL01"
        return "MH01" if self in {Who.CLERK_ELSEWHERE, Who.MANAGER_ELSEWHERE} else ""

    @property
    def manages(self) -> bool:
        return self in {Who.MANAGER, Who.MANAGER_ELSEWHERE}

    @property
    def buys_at(self) -> str:
        """The code of the store whose plans are theirs, if they are a customer."""
        return {Who.CUSTOMER: "DL01", Who.OTHER_CUSTOMER: "MH01"}.get(self, "")

    @property
    def signed_in(self) -> bool:
        """As staff."""
        return self not in {Who.ANONYMOUS, Who.DISABLED} and not self.buys_at

    @property
    def at_work(self) -> bool:
        """Whether they have a role today: a store's, or one above all stores."""
        return self.signed_in and self is not Who.UNPOSTED

    @property
    def has_second_factor(self) -> bool:
        """Whose role needs one, or needed one until today."""
        return self.manages or self in {Who.HEAD_OFFICE, Who.UNPOSTED, Who.DISABLED}

    @property
    def in_the_office(self) -> bool:
        return self in {Who.AUDITOR, Who.HEAD_OFFICE}


class Thing(StrEnum):
    """Whose plan, document or customer the address names."""

    OURS = "DL01"
    THEIRS = "MH01"
    NOBODYS = "nobody's"
    NONE = ""  # the address names nothing

    @property
    def store(self) -> str:
        return self.value if self in {Thing.OURS, Thing.THEIRS} else ""


@dataclass(frozen=True, slots=True)
class Answer:
    """A status, and where a redirect must lead."""

    status: int
    leads_to: str = ""

    def __str__(self) -> str:
        return f"{self.status}{f' to {self.leads_to}…' if self.leads_to else ''}"


SIGN_IN = Answer(302, "/accounts/login/")
OFFICE_DOOR = Answer(302, "/admin/login/")
NO_TOKEN = Answer(401)
FORBIDDEN = Answer(403)
NOT_THERE = Answer(404)
NO_SUCH_METHOD = Answer(405)
