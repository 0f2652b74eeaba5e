"""What is sent to each route: bodies that succeed for whoever may send them. Where it is sent stands in asks.py."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

from django.core.files.uploadedfile import SimpleUploadedFile

from loyalty.activity.models import Mission
from stores.clock import STORE_TIME, store_today
from stores.services.import_staff import compare_staff
from stores.services.import_stores import compare_stores
from tests.access.asks import row_of
from tests.access.loyal import EVENING
from tests.access.people import Thing
from tests.access.routes import Route
from tests.access.world import World
from tests.factories.claims import CLEAN
from tests.factories.plans import new_imei
from tests.factories.prices import last_price
from tests.factories.stores import PASSWORD
from tests.factories.terms import changed as changed_terms
from tests.factories.terms import typed as typed_terms
from tests.foundation.photos.makers import jpeg
from tests.interfaces.api import claiming
from tests.stores.sheets import staff, stores
from upgrade_program.billing.services.rules import newest_rule
from upgrade_program.billing.tax import PLAN_SAC
from upgrade_program.kernel.actor import SYSTEM

Body = dict[str, Any]


def body(world: World, route: Route, method: str, thing: Thing = Thing.OURS) -> Body:
    """What goes along: the query of a GET, the form or JSON of anything else."""
    if route.name == "api:claim_open" or (route.name == "counter:claim_start" and method == "POST"):  # read off that plan's phone
        return {"handset_imei": world.shelves.get(thing, world.ours).claimable.imei}
    make = BODIES.get((route.name, method)) or (BODIES.get((route.name, "POST")) if method in {"PUT", "PATCH", "DELETE"} else None)
    if make is None and route.name.endswith("_changelist") and method == "POST":
        row = row_of(route, world)
        return {"action": "delete_selected", "_selected_action": str(row), "post": "yes"}
    return make(world) if make else {}


def _sale_form(world: World) -> Body:
    return {
        "device": "Redmi Note 9 Pro 4/64",
        "sku": world.ours.active.sku,
        "imei": new_imei(),
        "bill_number": f"T/{uuid4().hex[:8]}",
        "bill_price": "13999",
        "mobile": "98330 12345",
        "name": "Meena Joshi",
        "language": "en",
        "consent": "on",
        "consent_version": "1",
        "consent_language": "en",
        "expected_price": "549",
        "cash": "549",
        "key": uuid4().hex,
        "seen_warning": "",
    }


def _sale(world: World) -> Body:
    return {
        "imei": new_imei(),
        "sku": world.ours.active.sku,
        "phone_invoice": {"number": f"T/{uuid4().hex[:8]}", "price": "13999.00"},
        "customer": {"name": "Meena Joshi", "mobile": "98330 12345", "consent": {"text_version": 1}},
        "expected_price": "549.00",
        "payments": [{"method": "cash", "amount": "549.00"}],
    }


def _stores_file(world: World) -> Body:
    text = stores({"code": world.ours.store.code, "city": "Dwarka"})
    seen = compare_stores(actor=SYSTEM, text=text, at=world.at).mark
    return {"act": "apply", "text": text, "seen": seen}


def _staff_file(world: World) -> Body:
    text = staff({"username": "from.the.list", "store": world.ours.store.code, "role": "clerk"})
    seen = compare_staff(actor=SYSTEM, text=text, reason="list", at=world.at).mark
    return {"act": "apply", "text": text, "seen": seen, "reason": "list"}


def _prices(world: World) -> Body:
    """A new price of the model that the plans were sold on, from tomorrow."""
    model = world.ours.active.variant.model
    begins = (world.at + timedelta(days=1)).astimezone(STORE_TIME).date()
    typed = {f"price-{model.pk}": "599", f"seen-{model.pk}": last_price(model)}
    return typed | {"from_day": begins.isoformat(), "from_time": "00:00", "reason": "season"}


def _price_file(world: World) -> Body:
    """The same as a file's text."""
    begins = (world.at + timedelta(days=1)).astimezone(STORE_TIME).date()
    text = f"model,sku,new_price\n{world.ours.active.variant.model.name},,599\n"
    return {"text": text, "from_day": begins.isoformat(), "from_time": "00:00", "reason": "season"}


def _terms(world: World) -> Body:
    """The newest terms with a longer free look, from the day after those that wait."""
    return typed_terms(changed_terms(free_look_days=12), world.at.astimezone(STORE_TIME).date() + timedelta(days=2))


def _rate(world: World) -> Body:
    """Another rate of the plans, from the day after tomorrow."""
    from_day = (world.at.astimezone(STORE_TIME).date() + timedelta(days=2)).isoformat()
    rule = newest_rule(PLAN_SAC)
    return {"sac": PLAN_SAC, "rate": "5", "description": "Lowered", "from_day": from_day, "reason": "x", "seen": rule.pk if rule else ""}


def _months(world: World) -> Body:
    """By their first day, the months that each store's member bought on the world's day."""
    return {"first_day": world.at.astimezone(STORE_TIME).date().isoformat()}


def _constant(**fields: Any) -> Callable[[World], Body]:
    return lambda world: fields


BODIES: dict[tuple[str, str], Callable[[World], Body]] = {
    ("counter:members", "POST"): lambda world: {"mobile": world.ours.mobile},
    ("counter:member_leave", "POST"): _constant(act="send"),
    ("counter:member_erase", "POST"): _constant(reason="wrote a letter"),
    ("counter:member_reminders", "POST"): _constant(wants="no"),
    ("counter:member_adjust", "POST"): lambda world: {"points": "5", "reason": "sorry", "key": str(uuid4())},
    ("counter:member_membership", "POST"): lambda world: {"months": "1", "paid_by": "cash", "price": "25.00", "key": uuid4().hex},
    ("counter:member_membership_back", "POST"): lambda world: _months(world) | {"reason": "wanted one month only"},
    ("api:membership", "POST"): _constant(months=1, expected_price="25.00", payments=[{"method": "cash", "amount": "25.00"}]),
    ("api:membership_cancel", "POST"): lambda world: _months(world) | {"reason": "wanted one month only"},
    ("api:member_lookup", "POST"): lambda world: {"mobile": world.ours.mobile},
    ("account_login", "POST"): _constant(login="clerk", password=PASSWORD),
    ("account_signup", "POST"): _constant(username="newcomer", password1="a-Long-Passphrase-77", password2="a-Long-Passphrase-77"),
    ("account_reauthenticate", "POST"): _constant(password=PASSWORD),
    ("account_change_password", "POST"): _constant(
        oldpassword=PASSWORD, password1="a-Long-Passphrase-77", password2="a-Long-Passphrase-77"
    ),
    ("admin:prices", "POST"): _prices,
    ("admin:prices_import", "POST"): _price_file,
    ("admin:store_closing", "POST"): lambda world: {"reason": "lease ended"},
    ("admin:stores_import", "POST"): _stores_file,
    ("admin:staff_import", "POST"): _staff_file,
    ("admin:finance_export", "POST"): _constant(part="trial"),
    ("admin:plan_file", "POST"): lambda world: {"q": world.ours.active.imei},
    ("admin:plan_file_pdf", "POST"): lambda world: {"number": world.ours.active.number},
    ("admin:plan_file_zip", "POST"): lambda world: {"number": world.ours.active.number},
    ("admin:selling_stops", "POST"): lambda world: {"act": "stop", "model": world.ours.active.variant.model_id, "reason": "recall"},
    ("admin:exposure_plans", "GET"): lambda world: {"store": str(world.ours.store.pk)},
    ("admin:exposure_export", "POST"): lambda world: {"store": str(world.ours.store.pk)},
    ("admin:price_change", "POST"): _constant(act="reject", note="not this time"),
    ("admin:terms_new", "POST"): _terms,
    ("admin:tax_new", "POST"): _rate,
    ("admin:tax_draft", "POST"): _constant(act="reject", note="not this time"),
    ("admin:terms_draft", "POST"): _constant(act="reject", note="not this time"),
    ("counter:find", "POST"): lambda world: {"q": world.ours.active.written},
    ("counter:drawer_open", "POST"): _constant(**{"open-total": "2000", "open-key": "k" * 32}),
    ("counter:drawer_count", "POST"): _constant(**{"count-total": "2000", "count-key": "k" * 32}),
    ("counter:drawer_move", "POST"): _constant(**{"move-kind": "bank", "move-amount": "5", "move-reason": "bag", "move-key": "k" * 32}),
    ("counter:drawer_close", "POST"): _constant(**{"close-reason": "counted before the sales", "close-key": "k" * 32}),
    ("counter:statement_mark", "POST"): lambda world: {
        **{"row": world.ours.back.entry_id, "mark": "reopened", "note": "the money did not come", "key": uuid4().hex}
    },
    ("counter:hand_over", "POST"): lambda world: {
        **{"row": world.ours.back.handset_id, "taken_by": "Ravi Kumar", "counted": "1", "key": uuid4().hex}
    },
    ("counter:partner", "POST"): lambda world: {"device": "poco m2 pro 4/64", "sku": world.ours.back.sku, "grade": "good"},
    ("counter:partner_devices", "GET"): _constant(device="poco"),
    ("counter:store", "POST"): _constant(store="DL01"),
    ("counter:pin", "POST"): _constant(password=PASSWORD, pin="2580", again="2580"),
    ("counter:sell", "POST"): _sale_form,
    ("counter:devices", "GET"): _constant(device="note 9"),
    ("counter:quote", "POST"): _sale_form,
    ("counter:customer", "POST"): _constant(mobile="98330 12345"),
    ("counter:cancel", "POST"): _constant(ground="phone_returned", reason="phone came back"),  # asks no code of the customer
    ("counter:decided", "POST"): _constant(act="reject", note="not this time"),
    ("counter:override", "POST"): _constant(amount="100", reason="old customer"),
    ("counter:extension", "POST"): _constant(days="2", reason="store was closed"),
    ("counter:suspend", "POST"): _constant(ground="lost", reason="FIR 12/27"),
    ("counter:resume", "POST"): _constant(reason="phone found"),
    ("counter:exchange", "POST"): lambda world: {
        "new_imei": new_imei(),
        "document": "SC/27/0815",
        "service_centre": "Mi Service Karol Bagh",
        "reason": "mainboard exchanged",
    },
    ("counter:correct", "POST"): _constant(mobile="98330 12345", name="Meena Joshi", act="send"),
    ("counter:consent", "POST"): _constant(word="withdraw", act="send"),
    ("counter:transfer", "POST"): _constant(mobile="98330 12345", name="Meena Joshi", act="send"),
    ("counter:plan_photos", "POST"): lambda world: {"view": "front", "photo": SimpleUploadedFile("front.jpg", jpeg())},
    ("counter:claim_photos", "POST"): lambda world: {"view": "front", "photo": SimpleUploadedFile("front.jpg", jpeg())},
    ("counter:claim_gate", "POST"): _constant(gate="locks_removed"),
    ("counter:claim_answers", "POST"): _constant(**{"answer-display": "minor"}),
    ("counter:claim_settle", "POST"): _constant(device="note 10", price="21999"),  # without the customer's code
    ("counter:claim_phone", "POST"): _constant(device="note 10", price="21999"),
    ("counter:claim_refuse", "POST"): _constant(point="3.7", reason="red mark"),
    ("counter:claim_look", "POST"): _constant(upheld="yes", remark="red, indeed"),
    ("counter:claim_decline", "POST"): _constant(reason="wants to wait"),
    ("counter:claim_reverse", "POST"): _constant(reason="new phone came back"),
    ("counter:paid", "POST"): _constant(reference="412345678901"),
    ("counter:redeem", "POST"): _constant(act="send"),
    ("counter:redemption_use", "POST"): _constant(reason="B/27/4711"),
    ("counter:redemption_cancel", "POST"): _constant(reason="wrong reward"),
    ("admin:programme_draft_reject", "POST"): _constant(note="not this time"),
    ("counter:plan_event", "POST"): lambda world: {
        **{"title": "Fan evening", "on": store_today().isoformat(), "seats": "20", "mission": Mission.objects.get(key=EVENING).pk}
    },
    ("counter:event", "POST"): lambda world: {"mobile": world.ours.loyal.guest_mobile},
    ("api:redemptions", "POST"): lambda world: {"reward": world.ours.loyal.reward},
    ("api:tokens", "POST"): _constant(username="clerk", password=PASSWORD),
    ("api:variants", "GET"): _constant(q="note 9"),
    ("api:estimate", "GET"): lambda world: {"sku": world.ours.active.sku},
    ("api:plans", "POST"): _sale,
    ("api:search", "POST"): lambda world: {"number": world.ours.active.written},
    ("api:otp", "POST"): _constant(act="cancel"),
    ("api:points_otp", "POST"): _constant(mobile="98104 55421", amount="500", price="2500"),
    ("api:cancel", "POST"): _constant(reason="phone came back", ground="phone_returned"),
    ("api:transfer", "POST"): _constant(
        customer={"mobile": "98330 12345", "name": "Meena Joshi", "consent": {"text_version": 1}}, reason="sold on", otp="1", new_otp="2"
    ),
    ("api:plan_consent", "POST"): _constant(word="withdraw", otp="1"),
    ("api:member_otp", "POST"): _constant(act="withdraw_consent"),
    ("api:member_consent", "POST"): _constant(word="withdraw", otp="1"),
    ("api:payment", "POST"): _constant(reference="412345678901"),
    ("api:claim_photos", "POST"): lambda world: {"view": "front", "file": SimpleUploadedFile("front.jpg", jpeg())},
    ("api:claim_inspection", "POST"): _constant(answers=CLEAN, gates=claiming.GATES),
    ("api:claim_offer", "POST"): _constant(),
    ("api:claim_settle", "POST"): lambda world: {"new_phone": claiming.new_phone()},
    ("api:claim_refuse", "POST"): _constant(reason="red", clause="3.7"),
    ("api:claim_second_look", "POST"): _constant(upheld=True, remark="red, indeed"),
    ("api:claim_decline", "POST"): _constant(reason="wants to wait"),
    ("api:claim_reverse", "POST"): _constant(reason="came back"),
    ("portal:estimate", "GET"): _constant(device="Redmi Note 9 Pro 4/64"),
    ("portal:language", "POST"): _constant(language="hi", next="//elsewhere.example/"),
    ("portal:my_hold", "POST"): _constant(act="hold", percent=70),
    ("portal:my_points", "POST"): _constant(act="check_in"),
    ("portal:my_missions", "POST"): _constant(act="invite"),
    ("portal:my_board", "POST"): _constant(act="hide"),
    ("portal:my_reward", "POST"): lambda world: {"key": str(uuid4()), "points": 250},
    ("portal:my_privacy", "POST"): _constant(act="stop"),
    ("portal:sign_in", "POST"): _constant(mobile="98104 55421"),
}
