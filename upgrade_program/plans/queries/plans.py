"""Questions about plans. Whoever asks says who they are: what one may not see answers as if it were not there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.conf import settings
from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Greatest

from upgrade_program.billing.enums import PaymentState
from upgrade_program.billing.models import Payment, TaxDocument
from upgrade_program.catalog.models import DeviceModel
from upgrade_program.customers.models import Customer
from upgrade_program.kernel.actor import Actor, Role
from upgrade_program.kernel.errors import NotFound
from upgrade_program.kernel.numbers import parse_plan_number
from upgrade_program.plans.enums import Status, ValueStatus
from upgrade_program.plans.link_tokens import LIVES, SIGNS, link_id_of, message_token
from upgrade_program.plans.models import HolderChange, Plan, PlanImei, PublicLink, SwapRequest
from upgrade_program.plans.terms import assured_value

# Of a plan's papers its page shows the numbers.
_UNREAD = [
    f"{paper}__{field.name}"
    for paper in ("invoice", "credit_note")
    for field in TaxDocument._meta.concrete_fields
    if field.name not in {"id", "number"}
]


def for_actor(actor: Actor) -> QuerySet[Plan]:
    """The plans an actor may list and search: the working store's and those it serves; all above the stores; a customer's own; none for
    others."""
    plans = Plan.objects.select_related("store", "customer", "sold_by", "invoice", "credit_note")
    if actor.sees_all_stores:
        return plans
    if actor.role in {Role.CLERK, Role.MANAGER} and actor.store_id is not None:
        return plans.filter(store_id__in=actor.store_ids)
    if actor.role is Role.CUSTOMER and actor.customer_id is not None:
        return plans.filter(customer_id=actor.customer_id)
    return plans.none()


def plan_for(actor: Actor, number: str) -> Plan:
    """The plan behind an exact number: any staff member at work may open it at any store; refuses with `not_found`."""
    try:
        return Plan.objects.select_related("store", "customer", "sold_by", "invoice", "credit_note").get(
            number=opened_number(actor, number)
        )
    except Plan.DoesNotExist:
        raise NotFound(field="number") from None


def own_plan(actor: Actor, number: str) -> Plan:
    """A customer's own plan by its number; refuses with `not_found` what is no number and what is anybody else's."""
    parsed = parse_plan_number(number)
    found = for_actor(actor).filter(number=parsed).first() if parsed and actor.role is Role.CUSTOMER else None
    if found is None:
        raise NotFound(field="number")
    return found


def whole_plans() -> QuerySet[Plan]:
    """All plans with store, customer and the numbers of their papers, with their link, the payment they wait for, and whether an
    exchange was ever asked for: `link_of`, `waiting_payment` and, of most plans, `exchanges_of` then ask no more.
    """
    tokens = PublicLink.objects.filter(plan=OuterRef("pk"), revoked_at__isnull=True).values("token")
    waiting = Payment.objects.filter(collection=OuterRef("collection"), state=PaymentState.PENDING).order_by().values("amount")
    plans = Plan.objects.select_related("store", "customer", "invoice", "credit_note").defer(*_UNREAD)
    exchanged = Exists(SwapRequest.objects.filter(plan=OuterRef("pk")))
    return plans.annotate(link_token=Subquery(tokens), waiting=Subquery(waiting), exchanged=exchanged)


def opened_number(actor: Actor, number: str) -> str:
    """The 11 signs by which the actor may open a plan; `not_found` for what is no number, and for people who are not at work."""
    parsed = parse_plan_number(number)
    if parsed is None or not (actor.sees_all_stores or actor.at_counter):
        raise NotFound(field="number")
    return parsed


def shows_full_numbers(actor: Actor, plan: Plan) -> bool:
    """Whether the actor sees the whole IMEI and mobile: the selling store's manager (smart-upgrade section 7)."""
    return actor.manages(plan.store_id)


def plans_with_imei(actor: Actor, imei: str) -> QuerySet[Plan]:
    """The actor's plans on an IMEI (either of a phone's two), newest first."""
    return for_actor(actor).filter(pk__in=PlanImei.objects.filter(imei=imei).values("plan_id"))


def plans_with_mobile(actor: Actor, mobile: str) -> QuerySet[Plan]:
    """The actor's plans of a customer's mobile (+91…), newest first."""
    return for_actor(actor).filter(customer__mobile=mobile)


def gave_one_up(actor: Actor) -> QuerySet[Customer]:
    """Customers who held a plan that the actor sees, before it was handed on or put right; without those who were erased."""
    changes = HolderChange.objects.filter(plan__in=for_actor(actor)).exclude(old_customer=F("new_customer"))
    return Customer.objects.filter(pk__in=changes.order_by().values("old_customer_id"), erasure=None)


def customer_of_store(store_id: int, *, mobile: str) -> Customer | None:
    """The customer of a mobile (+91…) who has bought a plan at this store; None for strangers and other stores' customers."""
    return Customer.objects.filter(mobile=mobile, plan__store_id=store_id).distinct().first()


def with_value_status(plans: QuerySet[Plan], value_status: ValueStatus, *, on: date) -> QuerySet[Plan]:
    """Those plans that stand so on a day, by the dates (never by a late job)."""
    held = Q(held_until__gte=on)
    ended = Q(expires_on__lt=on)
    if value_status is ValueStatus.EXPIRED:
        late = Q(status=Status.ACTIVE) & ended & ~held | Q(status=Status.SUSPENDED) & ended
        return plans.filter(Q(status=Status.EXPIRED) | late)
    if value_status is ValueStatus.SUSPENDED:
        return plans.filter(status=Status.SUSPENDED).exclude(ended)
    if value_status in {ValueStatus.WAITING, ValueStatus.OPEN}:
        waiting = Q(first_tier_on__gt=on) & ~held
        active = plans.filter(status=Status.ACTIVE)
        return active.filter(waiting) if value_status is ValueStatus.WAITING else active.exclude(waiting).exclude(ended & ~held)
    return plans.filter(status=value_status.value)


def search_text(plans: QuerySet[Plan], text: str) -> QuerySet[Plan]:
    """Narrow a list by what a clerk would type: every word in the device, the name, the plan's or the bill's number."""
    for word in text.split()[:6]:
        plans = plans.filter(
            Q(device__icontains=word)
            | Q(customer_name__icontains=word)
            | Q(number__istartswith=word.replace("-", ""))
            | Q(invoice__number__icontains=word)
            | Q(phone_invoice_number__icontains=word)
        )
    return plans


def link_of(plan: Plan) -> PublicLink | None:
    """The plan's public link in force."""
    if "link_token" in plan.__dict__:
        token = plan.__dict__["link_token"]
        return PublicLink(plan=plan, token=token) if token else None
    return plan.links.filter(revoked_at__isnull=True).first()


def waiting_payment(plan: Plan) -> Decimal | None:
    """The rupees of the UPI payment a pending plan waits for; None when none waits."""
    if "waiting" in plan.__dict__:
        read: Decimal | None = plan.__dict__["waiting"]
        return read
    waiting = Payment.objects.filter(collection_id=plan.collection_id, state=PaymentState.PENDING)
    return waiting.values_list("amount", flat=True).first()


def plan_behind(token: str, *, on: date) -> Plan | None:
    """The plan behind a link in force: the paper's through 30 days after the plan's last day, a message's through 30 days after its own.

    Unknown, revoked and ended ones are told apart by nothing: each is asked for in one query.
    """
    links = PublicLink.objects.select_related("plan__store", "plan__invoice").filter(revoked_at__isnull=True)
    if len(token) == SIGNS:
        link = links.filter(pk=link_id_of(token, on=on) or 0).first()
    else:
        lives = Greatest("plan__expires_on", "plan__held_until")  # of the two that is not null
        link = links.annotate(lives=lives).filter(token=token, lives__gte=on - LIVES).first()
    return link.plan if link else None


def message_address(plan: Plan, *, on: date) -> str:
    """The plan's page as a message of a day names it; the site's first page should no link be in force."""
    link = plan.links.filter(revoked_at__isnull=True).first()
    return f"{settings.PUBLIC_URL}/p/{message_token(link.pk, on=on)}/" if link else f"{settings.PUBLIC_URL}/"


@dataclass(frozen=True, slots=True)
class Falling:
    """A plan whose value falls soon: its last day at `now` rupees, then `then` rupees (0 when it ends)."""

    plan: Plan
    last_day: date
    now: Decimal
    then: Decimal


def falling_between(actor: Actor, *, on: date, days: int) -> list[Falling]:
    """The actor's open plans that fall a tier, or end, within `days` days from `on`, soonest first."""
    until = on + timedelta(days=days)
    rows = []
    open_plans = with_value_status(for_actor(actor), ValueStatus.OPEN, on=on).filter(fall_days__overlap=_days(on, until))
    for plan in open_plans:
        value = assured_value(plan.promise, on=on)
        if value.tier and value.next and on <= value.tier.end < until:
            rows.append(Falling(plan=plan, last_day=value.tier.end, now=value.tier.value, then=value.next.assured))
    return sorted(rows, key=lambda row: (row.last_day, -row.now))


def _days(start: date, end: date) -> list[date]:
    return [start + timedelta(days=offset) for offset in range((end - start).days)]


def other_models_sold_as(prefix: str, *, model_id: int) -> list[str]:
    """Names of other models that the network sold under the same first 8 IMEI digits: a hint that the wrong device was picked."""
    plans = PlanImei.objects.filter(imei__startswith=prefix).exclude(plan__variant__model_id=model_id)
    models = DeviceModel.objects.filter(pk__in=plans.values("plan__variant__model_id")[:50])
    return list(models.order_by("name").values_list("name", flat=True)[:3])
