"""Finding a member, and what stands in their account at an instant."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import QuerySet

from loyalty.ledger.models import Entry
from loyalty.ledger.queries import Balances, balances, entries_of, next_expiry
from loyalty.ledger.queries.pending import next_live
from loyalty.programme.queries import Membership, StatusView, left_at, membership_of, programme_at, status_of
from loyalty.programme.rules import Programme
from stores.clock import local_day
from upgrade_program.customers.enums import Purpose
from upgrade_program.customers.mobiles import parse_mobile
from upgrade_program.customers.models import Consent, Customer
from upgrade_program.customers.queries import customer_by_mobile
from upgrade_program.kernel.actor import Actor, Role
from upgrade_program.kernel.errors import NotFound


class MemberNotFound(NotFound):
    """Nobody ever joined under this mobile; whether it is known otherwise is not told."""

    field = "mobile"
    sentence = "No member stands under this mobile."
    next_step = "Let the customer join at the next sale: the form asks for their consent."


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberView:
    """A member on a day: points, which end or become live next (day and how many), status, paid membership, programme in force.

    `left_on` is the day on which they withdrew their consent, of who is no member now: then nothing is earned and no bill takes their
    points; what was earned stays for rewards through its last day, and a new consent brings all of it back.
    """

    customer: Customer
    since: date
    left_on: date | None
    points: Balances
    next_expiry: tuple[date, int] | None
    next_live: tuple[date, int] | None
    status: StatusView
    membership: Membership | None
    programme: Programme

    @property
    def worth(self) -> int:
        """What the available points take off bills in whole steps, in rupees; nothing while some are missing for the smallest payment, and
        of who left."""
        step = self.programme.step
        return 0 if self.points_missing or self.left_on else self.points.available // step * step * self.programme.rupees_per_point

    @property
    def points_missing(self) -> int:
        """How many points are missing for the smallest payment with points; 0 where it can be made."""
        return max(self.programme.least_points - self.points.available, 0)


def member_by_mobile(actor: Actor, mobile: str, *, at: datetime) -> MemberView:
    """Who is or was a member, by a mobile as typed; of who left, the view says when. Refuses `mobile_invalid`, and everybody who never
    joined (`not_found`), known or not."""
    _require_staff(actor)
    customer = customer_by_mobile(parse_mobile(mobile, field="mobile"))
    if customer is None or _since(customer.pk) is None:
        raise MemberNotFound
    return _view(customer, at=at)


def member_for(actor: Actor, customer_id: int, *, at: datetime) -> MemberView:
    """The member that a customer is; `not_found` for who never joined or was erased. Who left keeps what was earned, and is shown."""
    _require_staff(actor)
    customer = Customer.objects.filter(pk=customer_id, erasure=None).first()
    if customer is None:
        raise NotFound
    return _view(customer, at=at)


def journal_for(actor: Actor, customer_id: int) -> QuerySet[Entry]:
    """The entries of a member, newest first; refuses as `member_for` does."""
    _require_staff(actor)
    if _since(customer_id) is None:
        raise NotFound
    return entries_of(customer_id)


def own_member(actor: Actor, *, at: datetime) -> MemberView | None:
    """What a customer on their own pages has, also once they left; None for who never joined. Refuses (`not_found`) all but customers."""
    customer = Customer.objects.get(pk=_own_id(actor))
    return _view(customer, at=at) if _since(customer.pk) else None


def own_journal(actor: Actor) -> QuerySet[Entry]:
    """The entries of a customer on their own pages, newest first; none for who never joined. Refuses as `own_member` does."""
    return entries_of(_own_id(actor))


def _own_id(actor: Actor) -> int:
    if actor.role is not Role.CUSTOMER or not actor.customer_id:
        raise NotFound
    return actor.customer_id


def _require_staff(actor: Actor) -> None:
    if not actor.is_staff:
        raise NotFound


def _since(customer_id: int) -> datetime | None:
    """When the customer joined first; None for who never did, and for who was erased."""
    consents = Consent.objects.filter(customer_id=customer_id, customer__erasure=None, text__purpose=Purpose.LOYALTY)
    return consents.order_by("given_at").values_list("given_at", flat=True).first()


def _view(customer: Customer, *, at: datetime) -> MemberView:
    since, left, on = _since(customer.pk), left_at(customer.pk), local_day(at)
    if since is None:
        raise NotFound
    return MemberView(
        customer=customer,
        since=local_day(since),
        left_on=local_day(left) if left else None,
        points=balances(customer.pk, at=at),
        next_expiry=next_expiry(customer.pk, at=at),
        next_live=next_live(customer.pk, at=at),
        status=status_of(customer.pk, on=on),
        membership=membership_of(customer.pk, on=on),
        programme=programme_at(at),
    )
