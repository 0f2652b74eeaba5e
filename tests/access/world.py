"""The small world the matrix runs in: two stores with the same things in each, their people, old sessions and old keys."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from io import BytesIO
from typing import Any

from django.test import Client

from stores.access import WORKING_STORE, actor_for
from stores.clock import local_day, now
from stores.models import ApiToken, Posting, StaffUser, Store
from stores.second_factor import needs_second_factor
from stores.tokens import issue_token
from tests.access.backroom import BackRoom, back_room
from tests.access.drafts import drafts
from tests.access.loyal import Loyal, had_alone, loyal
from tests.access.people import Thing, Who
from tests.factories import claims
from tests.factories.billing import cash
from tests.factories.claims import old_plan
from tests.factories.loyalty import loyalty
from tests.factories.plans import sellable, sold, upi
from tests.factories.points import points
from tests.factories.prices import asked as asked_prices
from tests.factories.prices import row, second_person
from tests.factories.rates import asked as asked_rate
from tests.factories.rates import proposal as proposed_rate
from tests.factories.sessions import fresh_code
from tests.factories.stops import lift_asked, stopped
from tests.factories.stores import PASSWORD, AuditorFactory, HeadOfficeFactory, PostingFactory, StaffFactory, StoreFactory
from tests.factories.terms import asked as asked_terms
from tests.factories.terms import changed as changed_terms
from tests.foundation.photos.makers import jpeg
from upgrade_program.billing.services.drawer import count_drawer, open_drawer
from upgrade_program.buyback.models import Claim
from upgrade_program.buyback.services import Seen, add_photo, pass_gates, refuse_claim, reverse_settlement
from upgrade_program.catalog.models import PriceChangeSet
from upgrade_program.customers.sessions import begin_session
from upgrade_program.drafts.models import Draft
from upgrade_program.foundation.approvals.services import ask
from upgrade_program.foundation.documents.models import Print
from upgrade_program.foundation.outbox.services import deliver_due
from upgrade_program.foundation.photos.queries import photos_of
from upgrade_program.kernel.actor import Actor, Role
from upgrade_program.kernel.numbers import new_plan_number
from upgrade_program.messaging.enums import Way
from upgrade_program.messaging.models import TextVersion
from upgrade_program.messaging.services import choose
from upgrade_program.plans.enums import Ground
from upgrade_program.plans.models import BusinessDay, Plan
from upgrade_program.plans.queries import link_of
from upgrade_program.plans.services import renew_link
from upgrade_program.usecases.cancel import cancel

BACKEND = "stores.backend.Staff"
NOWHERE = 987_654_321  # a primary key nothing has


@dataclass
class Shelf:
    """What one store has: a plan and a claim of each kind the routes ask for, its invoice, its customer, its open drawer."""

    store: Store
    active: Plan
    pending: Plan
    cancelled: Plan
    mobile: str
    token: str
    old_token: str
    drawer_id: int
    back: BackRoom
    claimable: Plan
    claims: dict[str, Claim]
    photo: str
    approval_id: int
    loyal: Loyal
    own_redemption: str  # taken by the customer of the plans themself


@dataclass
class World:
    at: datetime
    shelves: dict[Thing, Shelf] = field(default_factory=dict)
    staff: dict[Who, StaffUser] = field(default_factory=dict)
    sessions: dict[Who, str] = field(default_factory=dict)
    keys: dict[Who, str] = field(default_factory=dict)
    customers: dict[Who, str] = field(default_factory=dict)  # the keys of customers' sessions
    drafts: dict[str, int] = field(default_factory=dict)  # by the act they are ready for
    change_set_id: int = 0
    rule_drafts: dict[str, int] = field(default_factory=dict)  # by the page of one
    idle_store: Store = field(init=False)  # where nobody works and nothing was sold
    unknown_number: str = field(default_factory=new_plan_number)

    @property
    def ours(self) -> Shelf:
        return self.shelves[Thing.OURS]

    @property
    def theirs(self) -> Shelf:
        return self.shelves[Thing.THEIRS]

    def number(self, thing: Thing, *, pending: bool = False) -> str:
        """The number of a store's plan, or a well-formed one that no plan has."""
        if thing not in self.shelves:
            return self.unknown_number
        return (self.shelves[thing].pending if pending else self.shelves[thing].active).number


def build() -> World:
    """Two stores, nine people, and for each a session and a key made while they still had the right to."""
    world = World(at=now())
    loyalty()
    ours = StoreFactory(code="DL01", state="07", name="Mi Home Nehru Place")
    theirs = StoreFactory(code="MH01", state="27", name="Mi Studio Andheri", pincode="400053")
    world.idle_store = StoreFactory(code="ZZ99")
    for who, store, role in (
        (Who.CLERK, ours, "clerk"),
        (Who.MANAGER, ours, "manager"),
        (Who.CLERK_ELSEWHERE, theirs, "clerk"),
        (Who.MANAGER_ELSEWHERE, theirs, "manager"),
        (Who.UNPOSTED, ours, "manager"),
        (Who.DISABLED, ours, "manager"),
    ):
        world.staff[who] = StaffFactory(username=who.replace(" ", "."))
        PostingFactory(staff=world.staff[who], store=store, role=role)
    world.staff[Who.AUDITOR] = AuditorFactory(username="auditor")
    world.staff[Who.HEAD_OFFICE] = HeadOfficeFactory(username="headoffice")
    for who, staff in world.staff.items():
        world.sessions[who] = _session(staff, working_store=ours)
        code = fresh_code(staff) if needs_second_factor(staff, on=local_day(world.at)) else ""
        world.keys[who], _ = issue_token(username=staff.username, password=PASSWORD, totp=code, at=world.at, address="203.0.113.7")
    office = actor_for(world.staff[Who.HEAD_OFFICE], None)
    for thing, store, seller, manager in (
        (Thing.OURS, ours, Who.CLERK, Who.MANAGER),
        (Thing.THEIRS, theirs, Who.CLERK_ELSEWHERE, Who.MANAGER_ELSEWHERE),
    ):
        world.shelves[thing] = _shelf(
            store,
            actor_for(world.staff[seller], store),
            actor_for(world.staff[manager], store),
            office=office,
            gone=actor_for(world.staff[Who.UNPOSTED], ours),
            at=world.at,
        )
    Print.objects.create(subject=f"document:{world.ours.active.invoice_id}", form="a4", original=True, at=world.at, actor_role="clerk")
    BusinessDay.objects.create(day=local_day(world.at) - timedelta(days=1), done_at=world.at, expired=0, cancelled=0)
    points(at=world.at)
    world.drafts = drafts(office, at=world.at)
    wished = asked_prices(second_person(), [row(world.ours.active.variant.model, 579)], from_at=world.at + timedelta(days=1), at=world.at)
    world.change_set_id = PriceChangeSet.id_of(wished.subject)
    terms = asked_terms(second_person(), changed_terms(free_look_days=10), from_day=local_day(world.at) + timedelta(days=1), at=world.at)
    rate = asked_rate(second_person(), proposed_rate(), from_day=local_day(world.at) + timedelta(days=1), at=world.at)
    world.rule_drafts = {"admin:terms_draft": Draft.id_of(terms.subject), "admin:tax_draft": Draft.id_of(rate.subject)}
    lift_asked(second_person(), stopped(office, sellable(name="Redmi 9").model, at=world.at), at=world.at)
    deliver_due(at=world.at)  # so that there are messages, too
    for who, thing in ((Who.CUSTOMER, Thing.OURS), (Who.OTHER_CUSTOMER, Thing.THEIRS)):
        world.customers[who], _ = begin_session(customer=world.shelves[thing].active.customer, at=world.at)
    for wants in (False, True):
        choose(customer_id=world.ours.active.customer_id, wants=wants, way=Way.LINK, actor=Actor(role=Role.CUSTOMER), at=world.at)
    TextVersion.objects.create(template="plan.sold", channel="sms", language="en", version="0" * 12, text="{link}", first_sent_at=world.at)
    _take_access_away(world)
    return world


def _session(staff: StaffUser, *, working_store: Store) -> str:
    """A signed-in session that names DL01 as the working store, whether or not that is the person's."""
    client = Client()
    client.force_login(staff, backend=BACKEND)
    session = client.session
    session[WORKING_STORE] = working_store.pk
    session.save()
    return str(session.session_key)


def _shelf(store: Store, clerk: Actor, manager: Actor, *, office: Actor, gone: Actor, at: datetime) -> Shelf:
    variant = sellable()
    mobile = {"DL01": "98731 40962", "MH01": "98642 51837"}[store.code]

    def sell(serial: int, **changes: object) -> Plan:
        number = f"T/{store.code}/{serial}"
        return sold(
            actor=clerk, variant=variant, at=at, customer_mobile=mobile, phone_invoice_number=number, loyalty_consent_version=1, **changes
        )

    active, pending, cancelled = sell(1), sell(2, tenders=[upi("", "549")]), sell(3, tenders=[cash(Decimal(549))])
    why: dict[str, Any] = {"reason": "the phone came back", "ground": Ground.PHONE_RETURNED}  # which asks no code of the customer
    cancelled = cancel(actor=manager, number=cancelled.number, at=at, on=local_day(at), **why)

    def aged() -> Plan:
        return old_plan(actor=clerk, variant=variant, at=at - timedelta(days=179), customer_mobile=mobile)

    refused = claims.opened(aged(), actor=clerk, at=at)
    made = {
        "open": claims.opened(aged(), actor=clerk, at=at),
        "inspected": claims.inspected(aged(), actor=clerk, at=at),
        "offered": claims.offered(aged(), actor=clerk, at=at),
        "accepted": claims.accepted(aged(), actor=clerk, at=at),
        "settled": claims.settled(claims.accepted(aged(), actor=clerk, at=at), actor=clerk, at=at).claim,
        "reversed": claims.settled(claims.accepted(aged(), actor=clerk, at=at), actor=clerk, at=at).claim,
        # By one who has gone since, so that everybody else may take the second look.
        "refused": refuse_claim(number=refused.number, reason="red", clause="3.7", actor=gone, at=at, on=local_day(at)),
    }
    reverse_settlement(number=made["reversed"].number, reason="came back", actor=manager, at=at, on=local_day(at))
    looked = Seen(passed=True, facts={"source": "CEIR", "answer": "clear"})
    pass_gates(number=made["open"].number, seen={"blacklist_clear": looked}, actor=clerk, at=at, on=local_day(at))
    add_photo(number=made["open"].number, view="front", file=BytesIO(jpeg()), actor=clerk, at=at, on=local_day(at))
    asked = ask(
        kind="claim.override",
        subject=f"claim:{made['inspected'].pk}",
        needs=Role.MANAGER,
        facts={"amount": "100", "deducted": "980", "assured": "9799"},
        reason="old customer",
        actor=gone,
        at=at,
        store_id=store.pk,
    )
    photo = photos_of(f"claim:{made['open'].pk}").get()
    drawer = open_drawer(actor=clerk, opening=Decimal(2000), at=at, on=local_day(at))
    count_drawer(actor=clerk, drawer_id=drawer.pk, counted=Decimal(2000), at=at)
    old = link_of(active)
    new = renew_link(plan=active, actor=clerk, at=at)
    assert old is not None
    served = loyal(clerk, at=at)
    return Shelf(
        store=store,
        active=active,
        pending=pending,
        cancelled=cancelled,
        mobile=active.customer.mobile,
        token=new.token,
        old_token=old.token,
        drawer_id=drawer.pk,
        back=back_room(clerk, office, mobile=f"{mobile[:-1]}9", at=at),
        claimable=aged(),
        claims=made,
        photo=str(photo.pk),
        approval_id=asked.pk,
        loyal=served,
        own_redemption=had_alone(active.customer, at=at),
    )


def _take_access_away(world: World) -> None:
    """As if the services that also end sessions and keys had failed to: the doors themselves must hold."""
    today = local_day(world.at)
    Posting.objects.filter(staff=world.staff[Who.UNPOSTED]).update(until=today)
    StaffUser.objects.filter(pk=world.staff[Who.DISABLED].pk).update(is_active=False)
    assert ApiToken.objects.filter(ended_at__isnull=True).count() == len(world.keys)


__all__ = ["NOWHERE", "Shelf", "World", "build"]
