"""News of claims, as rows in the outbox. Ids and amounts only: names and numbers of people stay where they are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class ClaimNews:
    """What all news of a claim tells: the claim, its plan, the store where it happened, and the instant in ISO form."""

    topic: ClassVar[str]

    claim_id: int
    plan_id: int
    store_id: int
    at: str

    @property
    def cause(self) -> str:
        return f"claim:{self.claim_id}:{self.at}"


@dataclass(frozen=True, slots=True)
class ClaimOpened(ClaimNews):
    """A claim holds its tier from now on."""

    topic: ClassVar[str] = "claim.opened"


@dataclass(frozen=True, slots=True)
class ClaimSettled(ClaimNews):
    """The promise was honoured. Amounts in rupees: `price` is that of the new phone, `exchange` and `paid_with_points` parts of it.

    `sku`, `brand` and `model_id` are the new phone's in the catalogue.
    """

    topic: ClassVar[str] = "claim.settled"

    settlement_id: int
    customer_id: int
    exchange: str
    price: str
    paid_with_points: str
    sku: str
    brand: str
    model_id: int

    @property
    def cause(self) -> str:
        return f"settlement:{self.settlement_id}:settled"


@dataclass(frozen=True, slots=True)
class ClaimRefused(ClaimNews):
    topic: ClassVar[str] = "claim.refused"


@dataclass(frozen=True, slots=True)
class ClaimLookedAtAgain(ClaimNews):
    """A refusal was upheld, and the tier is no longer held; or not, and it is held again."""

    topic: ClassVar[str] = "claim.looked_at_again"


@dataclass(frozen=True, slots=True)
class ClaimDeclined(ClaimNews):
    """The customer said no: the value is no longer held."""

    topic: ClassVar[str] = "claim.declined"


@dataclass(frozen=True, slots=True)
class ClaimLapsed(ClaimNews):
    topic: ClassVar[str] = "claim.lapsed"


@dataclass(frozen=True, slots=True)
class ClaimReversed(ClaimNews):
    """A settlement was taken back: the new phone was returned, the old one handed back."""

    topic: ClassVar[str] = "claim.reversed"

    settlement_id: int
    customer_id: int
    exchange: str

    @property
    def cause(self) -> str:
        return f"settlement:{self.settlement_id}:reversed"


@dataclass(frozen=True, slots=True)
class TokenNews:
    """What all news of a claim token tells; `store_id` is the plan's own store."""

    topic: ClassVar[str]

    token_id: int
    plan_id: int
    store_id: int
    at: str

    @property
    def cause(self) -> str:
        return self.topic.replace(".", f":{self.token_id}:")


@dataclass(frozen=True, slots=True)
class TierReserved(TokenNews):
    """A customer reserved the tier of a day online; the claim token holds it."""

    topic: ClassVar[str] = "token.reserved"


@dataclass(frozen=True, slots=True)
class TierLetGo(TokenNews):
    """What was reserved is no longer held: given back, or its days are over. A claim that uses the token goes on holding the tier."""

    topic: ClassVar[str] = "token.let_go"
