"""A shop with something of everything in it, for the hostile statements to aim at; the ids they name."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.db import connection

from stores.access import actor_for
from stores.models import ApiToken, Posting
from stores.tokens import issue_token
from tests.factories.billing import card
from tests.factories.plans import AT, TODAY, days_ago, sellable, sold, upi
from tests.factories.stores import PASSWORD, HeadOfficeFactory, PostingFactory, StaffFactory, StoreFactory
from tests.foundation.database.scratch import APP
from upgrade_program.billing.enums import MoveKind
from upgrade_program.billing.models import DrawerLine
from upgrade_program.billing.services.drawer import close_drawer, count_drawer, move_cash, open_drawer
from upgrade_program.catalog.models import PlanPrice, Srp
from upgrade_program.foundation.approvals.services import ask, reject
from upgrade_program.foundation.database.grants import grant
from upgrade_program.foundation.outbox.models import Message
from upgrade_program.foundation.requests.models import Request
from upgrade_program.kernel.actor import Role
from upgrade_program.plans.enums import Ground
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
    waits, rejected = (ask(**wish, subject=subject, at=AT) for subject in ("claim:1", "claim:2"))
    reject(approval_id=rejected.pk, actor=seller, at=LATER, note="Too much")
    price = PlanPrice.objects.filter(model=variant.model)[0]
    return {
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
        "database": connection.settings_dict["NAME"], "at": AT, "later": LATER, "today": TODAY,
    }  # fmt: skip
