"""News of a plan's life, as rows in the outbox. Ids and amounts only: names and numbers of people stay where they are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class PlanNews:
    """What all news of a plan tells: the plan, its store, and the instant in ISO form."""

    topic: ClassVar[str]

    plan_id: int
    store_id: int
    at: str

    @property
    def cause(self) -> str:
        return f"plan:{self.plan_id}:{self.at}"


@dataclass(frozen=True, slots=True)
class PlanSold(PlanNews):
    """A plan became active: paid and invoiced. Amounts in rupees, `free_look_until` an ISO day.

    `price` is the fee with its tax, `taxable` without; `paid_with_points` the part of the fee paid so. `phone_price` is the bill of the
    phone it was sold with, whose `sku`, `brand` and `model_id` are the catalogue's.
    """

    topic: ClassVar[str] = "plan.sold"

    customer_id: int
    price: str
    free_look_until: str
    taxable: str
    paid_with_points: str
    phone_price: str
    sku: str
    brand: str
    model_id: int

    @property
    def cause(self) -> str:
        return f"plan:{self.plan_id}:sold"


@dataclass(frozen=True, slots=True)
class PlanPending(PlanNews):
    """A sale waits for its UPI payment."""

    topic: ClassVar[str] = "plan.pending"

    customer_id: int

    @property
    def cause(self) -> str:
        return f"plan:{self.plan_id}:pending"


@dataclass(frozen=True, slots=True)
class PlanCancelled(PlanNews):
    """A plan was cancelled; `credit_note` is the document's id, or None when nothing had been invoiced."""

    topic: ClassVar[str] = "plan.cancelled"

    ground: str
    credit_note: int | None

    @property
    def cause(self) -> str:
        return f"plan:{self.plan_id}:cancelled"


@dataclass(frozen=True, slots=True)
class PlanExpired(PlanNews):
    """A plan's promise has ended unredeemed. A reversal may bring it back, so the day is part of the cause."""

    topic: ClassVar[str] = "plan.expired"

    on: str

    @property
    def cause(self) -> str:
        return f"plan:{self.plan_id}:expired:{self.on}"


@dataclass(frozen=True, slots=True)
class PlanSuspended(PlanNews):
    """A plan rests; whatever held it holds no more. It may happen again, so the instant is part of the cause."""

    topic: ClassVar[str] = "plan.suspended"

    ground: str

    @property
    def cause(self) -> str:
        return f"plan:{self.plan_id}:suspended:{self.at}"


@dataclass(frozen=True, slots=True)
class PlanResumed(PlanNews):
    """A plan that rested goes on, with its own dates."""

    topic: ClassVar[str] = "plan.resumed"

    @property
    def cause(self) -> str:
        return f"plan:{self.plan_id}:resumed:{self.at}"


@dataclass(frozen=True, slots=True)
class PlanSwapped(PlanNews):
    """A plan goes on with another handset; `swap_id` is the link of its chain."""

    topic: ClassVar[str] = "plan.swapped"

    swap_id: int

    @property
    def cause(self) -> str:
        return f"plan:{self.plan_id}:swapped:{self.swap_id}"


@dataclass(frozen=True, slots=True)
class PlanHolderChanged(PlanNews):
    """A plan has another customer or name on it; `change_id` is the record of it."""

    topic: ClassVar[str] = "plan.holder_changed"

    change_id: int

    @property
    def cause(self) -> str:
        return f"plan:{self.plan_id}:holder:{self.change_id}"


@dataclass(frozen=True, slots=True)
class PlanExtended(PlanNews):
    """An ended tier is held for some days more, as was allowed; once a plan."""

    topic: ClassVar[str] = "plan.extended"

    @property
    def cause(self) -> str:
        return f"plan:{self.plan_id}:extended:{self.at}"
