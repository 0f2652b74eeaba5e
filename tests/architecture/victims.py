"""A shop with something of everything in it, for the hostile statements to aim at; the ids they name."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.db import connection

from loyalty.activity.models import Standing
from loyalty.activity.services import accept_invitation, check_in, freeze_due, invitation_of
from loyalty.programme.models import StatusVersion
from stores.access import actor_for
from stores.models import ApiToken, Posting
from stores.tokens import issue_token
from tests.factories.activity import boards
from tests.factories.billing import card
from tests.factories.claims import BILLED, CLEAN, inspected, offered, opened, settled
from tests.factories.life import asked_swap, corrected, swapped
from tests.factories.loyalty import loyalty, member
from tests.factories.plans import AT, TODAY, days_ago, sellable, sold, upi
from tests.factories.points import points
from tests.factories.prices import asked as asked_prices
from tests.factories.prices import drafted, row
from tests.factories.programme import asked as asked_version
from tests.factories.programme import changed_ladder, changed_settings, previewed, published
from tests.factories.stops import lift_asked, lifted, stopped
from tests.factories.stores import PASSWORD, HeadOfficeFactory, PostingFactory, StaffFactory, StoreFactory
from tests.factories.terms import asked as asked_terms
from tests.factories.terms import changed as changed_terms
from tests.factories.tokens import given_back, reserved
from tests.foundation.database.scratch import APP
from upgrade_program.billing.enums import MoveKind
from upgrade_program.billing.models import DrawerLine
from upgrade_program.billing.services.drawer import close_drawer, count_drawer, move_cash, open_drawer
from upgrade_program.buyback.models import BrandEntry, BrandMark, Handset
from upgrade_program.buyback.services import hand_over, refuse_claim, reverse_settlement
from upgrade_program.catalog.models import PlanPrice, PriceChange, Srp, Variant
from upgrade_program.foundation.approvals.services import ask, reject
from upgrade_program.foundation.database.grants import grant
from upgrade_program.foundation.outbox.models import Message
from upgrade_program.foundation.requests.models import Request
from upgrade_program.kernel.actor import SYSTEM, Actor, Role
from upgrade_program.plans.enums import Ground
from upgrade_program.plans.models import Plan
from upgrade_program.plans.services import cancel_plan, expire_due_plans

LATER = AT + timedelta(hours=1)


def shop() -> dict[str, Any]:
    """Sell, cancel, expire, open and close a drawer as `owner`, and give the names by which the statements know the rows."""
    grant(role=APP)  # the rights in the database itself are not copied with it
    store, other = StoreFactory(code="DL01", state="07"), StoreFactory(code="MH01", state="27", pincode="400053")
    manager, clerk, office = StaffFactory(username="manager.dl01"), StaffFactory(username="clerk.dl01"), HeadOfficeFactory()
    PostingFactory(staff=manager, store=store, role="manager")
    posting = PostingFactory(staff=clerk, store=store)
    ended = PostingFactory(staff=StaffFactory(), store=other, until=TODAY)
    seller = actor_for(manager, store)
    variant = sellable()
    rich = sellable(name="Redmi Note 9", srp=11_999, price=449)

    expired = sold(actor=seller, variant=variant, at=days_ago(600), phone_invoice_number="V/0")
    expire_due_plans(on=TODAY, at=AT)
    drawer = open_drawer(actor=seller, opening=Decimal(2000), at=AT, on=TODAY)
    cash_plan = sold(actor=seller, variant=variant, phone_invoice_number="V/1", customer_mobile="98104 55422")
    upi_plan = sold(actor=seller, variant=variant, phone_invoice_number="V/2", tenders=[upi("412345678901")], customer_mobile="98104 55423")
    card_plan = sold(actor=seller, variant=variant, phone_invoice_number="V/3", tenders=[card()], customer_mobile="98104 55424")
    waiting = sold(actor=seller, variant=variant, phone_invoice_number="V/4", tenders=[upi()], customer_mobile="98104 55425")
    cancelled = sold(actor=seller, variant=variant, phone_invoice_number="V/5", customer_mobile="98104 55426")
    cancelled = cancel_plan(plan=cancelled, reason="Phone returned", ground=Ground.PHONE_RETURNED, actor=seller, at=AT, on=TODAY)
    move = move_cash(actor=seller, drawer_id=drawer.pk, kind=MoveKind.PAID_OUT, amount=Decimal(100), reason="Tea", at=AT)
    count_drawer(actor=seller, drawer_id=drawer.pk, counted=Decimal(2449), at=LATER)
    close_drawer(actor=seller, drawer_id=drawer.pk, reason="", at=LATER)
    issue_token(username="clerk.dl01", password=PASSWORD, store_code="DL01", at=AT, address="127.0.0.1")
    Request.objects.create(actor="staff:1", route="plans", key="k" * 20, body_hash="0" * 64, status=201, answer="{}", created_at=AT)
    wish: dict[str, Any] = {
        "kind": "claim.override",
        "needs": Role.MANAGER,
        "facts": {"amount": "700.00"},
        "reason": "Scratch",
        "actor": actor_for(clerk, store),
    }
    waits, rejected = (ask(**wish, subject=subject, at=AT) for subject in ("claim:1000001", "claim:1000002"))
    reject(approval_id=rejected.pk, actor=seller, at=LATER, note="Too much")
    claims = _claims(seller, actor_for(clerk, store), variant) | _tokens(seller, variant)
    moved = sold(actor=seller, variant=variant, phone_invoice_number="V/6", customer_mobile="98104 55427")
    swap = swapped(moved, asker=actor_for(clerk, store), granter=seller)
    corrected(moved, actor=seller, mobile="98104 55428")
    asked = asked_swap(upi_plan, actor=actor_for(clerk, store))
    price = PlanPrice.objects.filter(model=variant.model)[0]
    maker = actor_for(office, None)
    waiting_set = asked_prices(maker, [row(variant.model, 579)], from_at=LATER)
    change = PriceChange.objects.get()
    draft = drafted(maker, [row(rich.model, 479)], from_at=LATER)
    waiting_terms = asked_terms(maker, changed_terms(free_look_days=10), from_day=TODAY + timedelta(days=30), at=AT)
    stop = stopped(maker, sellable(name="Redmi 9").model)
    lift = lift_asked(maker, stop)
    over = lifted(maker, stopped(maker, sellable(name="Redmi 9A").model))
    return {
        "stop": stop.pk, "lift": lift.pk, "over": over.pk, "over_lift": over.lifted_approval_id,
        "waiting_terms": waiting_terms.pk, "terms_draft": waiting_terms.facts["draft"],
        "change": change.pk, "change_set": change.change_set_id, "draft_set": draft.pk, "waiting_set": waiting_set.pk,
        "store": store.pk, "other_store": other.pk, "manager": manager.pk, "clerk": clerk.pk, "office": office.pk,
        "posting": posting.pk, "ended_posting": ended.pk, "live_posting": Posting.objects.get(staff=manager).pk,
        "variant": variant.pk, "model": variant.model_id, "price": price.pk, "srp": Srp.objects.filter(variant=variant)[0].pk,
        "other_model": rich.model_id,
        "plan": cash_plan.pk, "imei": cash_plan.imei, "other_plan": upi_plan.pk, "card_plan": card_plan.pk, "waiting": waiting.pk,
        "cancelled": cancelled.pk, "expired": expired.pk, "consent": cash_plan.consent_id, "customer": cash_plan.customer_id,
        "collection": cash_plan.collection_id, "card_collection": card_plan.collection_id, "open_collection": waiting.collection_id,
        "void_collection": cancelled.collection_id, "invoice": cash_plan.invoice_id, "other_invoice": upi_plan.invoice_id,
        "credited": cancelled.invoice_id, "credit_note": cancelled.credit_note_id,
        "payment": cash_plan.collection.payments.get().pk, "upi_payment": upi_plan.collection.payments.get().pk,
        "drawer": drawer.pk, "move": move.pk, "line": DrawerLine.objects.filter(drawer=drawer)[0].pk,
        "message": Message.objects.order_by("id")[0].pk, "token": ApiToken.objects.get().pk,
        "approval": waits.pk, "rejected_approval": rejected.pk,
        **claims, **points(at=AT), **_programme(actor_for(office, None)), **_activity(),
        "moved": moved.pk, "swap": swap.pk, "asked": asked.pk,
        "database": connection.settings_dict["NAME"], "at": AT, "later": LATER, "today": TODAY,
    }  # fmt: skip


def _programme(office: Actor) -> dict[str, Any]:
    """A draft its maker has looked at, one that waits, one that was published, and a ladder that was."""
    loyalty()
    draft = previewed(changed_settings(step=5), actor=office)
    waits = asked_version(changed_settings(step=6), actor=office)
    done = published(changed_settings(step=7), actor=office)
    published(changed_ladder(window_months=6), actor=office)
    return {
        "draft": draft.pk, "asked_version": waits.pk, "waiting_draft": waits.facts["draft"], "published_draft": done.pk,
        "granted_version": done.approval_id, "ladder": StatusVersion.objects.get(draft__isnull=False).pk,
    }  # fmt: skip


def _activity() -> dict[str, Any]:
    """A place on a frozen board, a member who came by another's invitation, and one who came by theirs."""
    boards()
    asha, bano, chand = member(), member(), member()
    check_in(customer_id=asha.pk, actor=SYSTEM, at=days_ago(20))
    freeze_due(on=TODAY, at=AT)
    first, after = (
        accept_invitation(friend_id=friend.pk, code=invitation_of(customer_id=host.pk, actor=SYSTEM, at=AT).code, actor=SYSTEM, at=AT)
        for host, friend in ((asha, bano), (bano, chand))
    )
    return {"place": Standing.objects.order_by("id")[0].pk, "referral": first.pk, "next_referral": after.pk}


def _claims(manager: Actor, clerk: Actor, variant: Variant) -> dict[str, Any]:
    """An inspected claim, an offered one, one refused, two settled of which one was taken back, one whose phone was picked up."""

    def old(number: int) -> Plan:
        return sold(actor=manager, variant=variant, at=BILLED, phone_invoice_number=f"C/{number}", customer_mobile=f"98104 5560{number}")

    looked_at = inspected(old(1), actor=clerk, answers=CLEAN | {"display": "minor"})
    waits = offered(old(2), actor=clerk)
    refused = inspected(old(3), actor=clerk)
    refuse_claim(number=refused.number, reason="An account is left", clause="3.2", actor=clerk, at=AT, on=TODAY)
    honoured, taken_back, picked_up = (settled(offered(old(number), actor=clerk), actor=clerk) for number in (4, 5, 6))
    reverse_settlement(number=taken_back.claim.number, reason="New phone returned", actor=manager, at=AT, on=TODAY)
    picked = Handset.objects.get(settlement=picked_up).pk
    handover = hand_over(handset_ids=[picked], taken_by="Ravi", reference="", counted=1, actor=manager, at=AT, on=TODAY)
    entry = BrandEntry.objects.get(settlement=honoured)
    mark = BrandMark.objects.create(entry=entry, mark="disputed", note="Not ours", at=AT, by_id=manager.staff_id)
    return {
        "claim": looked_at.pk, "claimed_plan": looked_at.plan_id, "offered_claim": waits.pk, "offered_plan": waits.plan_id,
        "refused_claim": refused.pk, "settlement": honoured.pk, "settled_claim": honoured.claim_id, "settled_plan": honoured.plan_id,
        "reversed_settlement": taken_back.pk, "reversed_claim": taken_back.claim_id, "picked_up": picked_up.pk,
        "handover": handover.pk, "voucher": honoured.voucher_id, "entry": entry.pk, "mark": mark.pk,
        "handset": Handset.objects.get(settlement=honoured).pk, "picked_handset": Handset.objects.get(settlement=picked_up).pk,
        "returned_handset": Handset.objects.get(settlement=taken_back).pk,
    }  # fmt: skip


def _tokens(seller: Actor, variant: Variant) -> dict[str, Any]:
    """A tier that stands reserved, one that a claim used, one that was given back, and a plan in its first tier that nothing holds."""

    def old(number: int) -> Plan:
        return sold(actor=seller, variant=variant, at=BILLED, phone_invoice_number=f"R/{number}", customer_mobile=f"98104 5570{number}")

    free, plans = old(0), [old(number) for number in (1, 2, 3)]
    stands, used, given = (reserved(plan) for plan in plans)
    opened(plans[1], actor=seller)
    given_back(plans[2])
    return {
        "free_plan": free.pk, "reserved": stands.pk, "reserved_plan": plans[0].pk, "used_token": used.pk, "used_plan": plans[1].pk,
        "given_token": given.pk, "given_plan": plans[2].pk,
    }  # fmt: skip
