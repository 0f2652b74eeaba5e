"""Making the demo through the services, as people would have done it day by day."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from random import Random

from django.conf import settings
from django.db import connection, transaction
from django.db.models import F
from stdnum import luhn

from stores.access import actor_for
from stores.clock import STORE_TIME, local_day, start_of_day
from stores.gstin import gstin_for
from stores.models import Store
from stores.services import add_store, create_staff, post_staff
from upgrade_program.billing.services import Tender
from upgrade_program.catalog.queries import Offer, search_offers
from upgrade_program.demo.claims import keep_claims
from upgrade_program.demo.drawers import keep_drawers
from upgrade_program.demo.models import DemoMark
from upgrade_program.demo.people import COLLEAGUES, FIRST_NAMES, HINDI_NAMES, LAST_NAMES, PASSWORD, SIGN_INS, STORES
from upgrade_program.demo.points import earn_for_the_past, joins, pay_with_points
from upgrade_program.demo.rewards import keep_members, make_rewards
from upgrade_program.demo.schedule import DemoSale, Fate, sales_of_a_store
from upgrade_program.demo.tills import equip
from upgrade_program.foundation.outbox.models import Message as OutboxMessage
from upgrade_program.kernel.actor import SYSTEM, Actor
from upgrade_program.kernel.errors import Refused
from upgrade_program.messaging.enums import State
from upgrade_program.messaging.models import Message as SentMessage
from upgrade_program.otp.queries import waiting
from upgrade_program.otp.services import code_for, tried
from upgrade_program.plans.enums import Ground
from upgrade_program.plans.models import Plan
from upgrade_program.plans.services import cancel_plan, cancel_unpaid_plans, expire_due_plans, run_due_days, send_cancellation_code
from upgrade_program.plans.services.cancellation_rules import bound_to
from upgrade_program.usecases.sell import SaleOrder, sell

SEED = 2020
TACS = {"Redmi": "86571304", "Mi": "86428904", "Xiaomi": "86391105"}


class NotADemoDatabase(Refused):
    """The database holds stores that the demo did not make."""

    code = "not_a_demo"
    sentence = "This database already holds stores, and not the demo's."
    next_step = "Use an empty database for the demo, or unset DEMO."


class DemoNotAllowed(Refused):
    code = "demo_off"
    sentence = "The demo is off."
    next_step = "Start with DEMO=1 on an empty database, or use the embedded servers."


Progress = Callable[[int, int], None]


def load_demo(*, at: datetime, on_progress: Progress) -> DemoMark | None:
    """Make the whole demo in one transaction, once; gives its mark, or None when it is there already.

    Refuses when DEMO is off and on a database with stores of its own. The same seed makes the same stores, phones and fates.
    """
    if not settings.DEMO:
        raise DemoNotAllowed()
    if DemoMark.objects.exists():
        return None
    if Store.objects.exists():
        raise NotADemoDatabase()
    with transaction.atomic():
        _bulk_work()
        today = local_day(at)
        actors = _stores_and_people(at=datetime.combine(today - timedelta(days=600), time(9), tzinfo=STORE_TIME))
        plans = _plans(actors, today=today, at=at, on_progress=on_progress)
        _ends(today=today)
        keep_claims(actors, offers=_sellable(at), today=today, at=at)
        run_due_days(today=today, at=at)
        keep_drawers(actors, today=today, at=at)
        earn_for_the_past(today=today, at=at)
        make_rewards(at=datetime.combine(today - timedelta(days=60), time(9), tzinfo=STORE_TIME))
        members = keep_members(actors, at=at)
        plans += pay_with_points(members, offers=_sellable(at), imei_of=_imei, first=plans + 1, at=at)
        _old_news(today=today)
        equip(at=at)
        return DemoMark.objects.create(made_at=at, seed=SEED, plans=plans)


def _old_news(*, today: date) -> None:
    """News of days gone by was told then: a first start does not send 18 months of messages, only today's."""
    midnight = start_of_day(today)
    OutboxMessage.objects.filter(delivered_at=None, recorded_at__lt=midnight).update(delivered_at=F("recorded_at"))
    SentMessage.objects.filter(state=State.QUEUED, queued_at__lt=midnight).update(state=State.VOID, ended_at=F("queued_at"))


def _bulk_work() -> None:
    """This one transaction may take longer than a web request's statement may."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = '60s'")


def _stores_and_people(*, at: datetime) -> dict[str, dict[str, Actor]]:
    stores = {}
    for demo in STORES:
        stores[demo.code] = add_store(
            actor=SYSTEM, at=at, code=demo.code, kind=demo.kind, name=demo.name, legal_name=demo.legal_name, address=demo.address,
            city=demo.city, pincode=demo.pincode, state=demo.state, gstin=gstin_for(f"{demo.state}{demo.pan}1Z"), phone=demo.phone,
            email=f"{demo.code.lower()}@example.in", upi_id=f"{demo.code.lower()}@examplebank", opens=time(10), closes=time(21),
        )  # fmt: skip
    actors: dict[str, dict[str, Actor]] = {code: {} for code in stores}
    for username, first, last, code, role in SIGN_INS + COLLEAGUES:
        known = (username, first, last, code, role) in SIGN_INS
        staff = create_staff(
            actor=SYSTEM, username=username, first_name=first, last_name=last, at=at, office_role="" if code else role,
            password=PASSWORD if known else secrets.token_urlsafe(24),
        )  # fmt: skip
        if code:
            post_staff(actor=SYSTEM, staff=staff, store=stores[code], role=role, at=at)
            actors[code][role] = actor_for(staff, stores[code])
    actors["DL01"].setdefault("clerk", actors["DL01"]["manager"])
    return actors


def _plans(actors: dict[str, dict[str, Actor]], *, today: date, at: datetime, on_progress: Progress) -> int:
    random = Random(SEED)  # noqa: S311  (the demo is the same every time on purpose)
    schedules = [(people, sale) for people in actors.values() for sale in sales_of_a_store(random, today=today)]
    offers = _sellable(at)
    serial = 0
    for people, sale in sorted(schedules, key=lambda row: (row[1].day, row[1].minute)):
        serial += 1
        sold_at = _instant(sale, today=today, now=at, serial=serial)
        member = joins(day=sale.day, today=today, serial=serial)
        plan = _sell(random, sale, offers=offers, serial=serial, actor=people["clerk"], member=member, at=sold_at)
        _fate(plan, sale, manager=people["manager"], now=at)
        on_progress(serial, len(schedules))
    return serial


def _sellable(at: datetime) -> list[Offer]:
    return [offer for offer in search_offers(q="", at=at, limit=40) if offer.sellable]


def _instant(sale: DemoSale, *, today: date, now: datetime, serial: int) -> datetime:
    """The sale's minute of its day; today's sales were a moment ago, whatever the time is now."""
    if sale.day < today:
        return datetime.combine(sale.day, time(sale.minute // 60, sale.minute % 60), tzinfo=STORE_TIME)
    midnight = datetime.combine(today, time(), tzinfo=STORE_TIME)
    return max(midnight, now - timedelta(minutes=240 - serial % 200))


def _sell(random: Random, sale: DemoSale, *, offers: list[Offer], serial: int, actor: Actor, member: bool, at: datetime) -> Plan:
    offer = random.choice(offers)
    price = offer.plan_price or Decimal(0)
    name, language = _name(random)
    order = SaleOrder(
        imei=_imei(offer, serial),
        sku=offer.sku,
        phone_invoice_number=f"T{sale.day:%y%m}/{serial:04d}",
        phone_invoice_price=(offer.srp or Decimal(1)) - random.choice((0, 0, 500, 1000)),
        customer_name=name,
        customer_mobile=f"98{random.randint(10_000_000, 99_999_999)}",
        customer_language=language,
        consent_version=1,
        loyalty_consent_version=1 if member else None,
        expected_price=price,
        tenders=_tenders(random, price, serial=serial, waits=sale.fate in {Fate.PENDING, Fate.UNPAID}),
    )
    return sell(actor=actor, order=order, at=at, on=local_day(at))


def _name(random: Random) -> tuple[str, str]:
    if random.random() < 0.12:
        return random.choice(HINDI_NAMES), "hi"
    return f"{random.choice(FIRST_NAMES)} {random.choice(LAST_NAMES)}", random.choice(("en", "en", "hi"))


def _imei(offer: Offer, serial: int) -> str:
    tac = TACS[offer.brand][:-2] + f"{offer.model_id % 100:02d}"
    body = f"{tac}{serial:06d}"
    return body + luhn.calc_check_digit(body)


def _tenders(random: Random, price: Decimal, *, serial: int, waits: bool) -> list[Tender]:
    if waits:
        return [Tender(method="upi", amount=price)]
    utr = f"7{serial:011d}"
    kind = random.choice(("cash", "cash", "upi", "upi", "upi", "card", "split"))
    if kind == "split":
        return [Tender(method="cash", amount=Decimal(300)), Tender(method="upi", amount=price - 300, reference=utr)]
    if kind == "card":
        return [Tender(method="card", amount=price, reference=f"{random.randint(0, 9999):04d} {serial:06d}")]
    return [Tender(method=kind, amount=price, reference=utr if kind == "upi" else "")]


def _fate(plan: Plan, sale: DemoSale, *, manager: Actor, now: datetime) -> None:
    if sale.fate is Fate.UNPAID:
        cancel_unpaid_plans(on=sale.day + timedelta(days=1), at=_just_after_midnight(sale.day + timedelta(days=1)))
    if sale.fate not in {Fate.CANCELLED, Fate.RETURNED}:
        return
    day = sale.day + timedelta(days=sale.fate_after)
    at = min(datetime.combine(day, time(17, 30), tzinfo=STORE_TIME), now)
    ground, reason = (Ground.FREE_LOOK, "Changed their mind") if sale.fate is Fate.CANCELLED else (Ground.PHONE_RETURNED, "Phone returned")
    if ground is Ground.FREE_LOOK:
        _customer_says_yes(plan, manager=manager, at=at)
    cancel_plan(plan=plan, reason=reason, ground=ground, actor=manager, at=at, on=local_day(at))


def _customer_says_yes(plan: Plan, *, manager: Actor, at: datetime) -> None:
    """The code goes out and comes back at once; the demo being one transaction, nobody else ever sees it open."""
    bound = bound_to(plan, actor=manager)
    send_cancellation_code(plan=plan, actor=manager, address=f"demo:{plan.pk}", at=at, on=local_day(at))
    challenge = waiting(**bound, at=at)
    told = code_for(str(challenge.pk), at=at) if challenge else None
    if told is None or tried(**bound, code=told["code"], at=at):
        raise RuntimeError("the demo's customer cannot confirm")


def _ends(*, today: date) -> None:
    """Expire what has ended, each on its own day, as the daily job did."""
    ended = (
        Plan.objects.filter(status="active", expires_on__lt=today).order_by("expires_on").values_list("expires_on", flat=True).distinct()
    )
    for last_day in list(ended):
        day = last_day + timedelta(days=1)
        expire_due_plans(on=day, at=_just_after_midnight(day))


def _just_after_midnight(day: date) -> datetime:
    return datetime.combine(day, time(0, 5), tzinfo=STORE_TIME)
