"""The known words of drafts."""

from enum import StrEnum


class Kind(StrEnum):
    """What a draft becomes; also the kind of its request for approval."""

    TERMS = "terms.version"
    TAX = "tax.rule"


class DraftState(StrEnum):
    """How far something is that a second person has to allow. A draft asks nobody yet; the others are what became of its request."""

    DRAFT = "draft"
    WAITING = "waiting"
    APPROVED = "approved"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"
