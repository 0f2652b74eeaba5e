"""Paid membership: months prepaid at a counter; it lapses by date."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models.functions import Upper

from loyalty.programme.models import Membership
from loyalty.programme.queries import is_member, programme_at
from loyalty.programme.refusals import MembershipPriceChanged, MonthsNotSold, NotMember
from stores.access import require_seller
from upgrade_program.customers.models import Customer
from upgrade_program.foundation.audit.services import record as audit
from upgrade_program.kernel.actor import Actor
from upgrade_program.kernel.months import anniversary
from upgrade_program.kernel.wording import rupees_text


def buy_membership(
    *,
    customer: Customer,
    months: int,
    expected_amount: Decimal,
    actor: Actor,
    at: datetime,
    on: date,
    pay: Callable[[Membership], None] | None = None,
) -> Membership:
    """Record months of membership paid for at the actor's counter; they begin today, or the day after what is prepaid already.

    `expected_amount` is what the customer was shown, in rupees. `pay` takes the money for the row, before the trail is locked; what it
    refuses undoes the row. Refuses (`forbidden`) everybody who does not stand at a counter,
    (`not_a_member`) a customer without a loyalty consent, (`invalid`) months that are not sold, (`price_changed`) another amount.
    """
    require_seller(actor)
    if actor.store_id is None or actor.staff_id is None:
        raise AssertionError("whoever stands at a counter has a store and an id")
    settings = programme_at(at)
    if months not in settings.membership_months:
        raise MonthsNotSold(months=months, choices=", ".join(map(str, settings.membership_months)))
    amount = settings.membership_price_of(months)
    if amount != expected_amount:
        raise MembershipPriceChanged(price=rupees_text(amount), expected=rupees_text(expected_amount), new_price=amount)
    with transaction.atomic():
        Customer.objects.select_for_update(no_key=True).get(pk=customer.pk)
        if not is_member(customer.pk):
            raise NotMember
        prepaid = Membership.objects.filter(customer=customer, days__endswith__gt=on, taken_back_at=None).order_by("-days")
        latest = prepaid.annotate(until=Upper("days")).values_list("until", flat=True).first()
        begins = latest or on
        bought = Membership.objects.create(
            customer=customer,
            months=months,
            days=DateRange(begins, anniversary(begins, months)),
            price=settings.membership_price,
            amount=amount,
            bought_at=at,
            store_id=actor.store_id,
            staff_id=actor.staff_id,
        )
        if pay:
            pay(bought)
        audit(
            actor=actor,
            at=at,
            verb="membership.bought",
            subject=f"customer:{customer.pk}",
            after={"months": months, "amount": str(amount), "from": begins.isoformat(), "until": bought.days.upper.isoformat()},
        )
    return bought
