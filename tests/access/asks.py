"""The address of each route, naming real things. What goes along stands in bodies.py."""

from __future__ import annotations

import re
from typing import Any
from uuid import uuid4

from django.contrib import admin
from django.contrib.contenttypes.models import ContentType

from loyalty.ledger.models import Entry
from loyalty.members.ids import member_id
from tests.access.people import Thing
from tests.access.routes import Route
from tests.access.world import NOWHERE, World
from upgrade_program.messaging.stop_links import stop_address

_CONVERTER = re.compile(r"<(?:\w+:)?(\w+)>")
_GROUP = re.compile(r"\^?\(\?P<(\w+)>[^)]*\)")
_PENDING = {"counter:paid", "counter:payment_request", "api:payment"}  # these are about a plan that waits for its money

_REDEMPTIONS = {"counter:redemption", "counter:redemption_use", "counter:redemption_cancel", "counter:redemption_link"}
# Which claim of a store each call is about, by the state it needs.
_CLAIMS = {
    "api:claim": "open",
    "api:claim_photos": "open",
    "api:claim_inspection": "open",
    "api:claim_offer": "inspected",
    "api:claim_settle": "accepted",
    "api:claim_refuse": "open",
    "api:claim_second_look": "refused",
    "api:claim_decline": "open",
    "api:claim_reverse": "settled",
    "api:claim_refund": "settled",
}


# Which claim of a store each page is about, by the state it needs.
_CLAIM_PAGES = {
    "counter:claim": "open",
    "counter:claim_gate": "open",
    "counter:claim_answers": "open",
    "counter:claim_photos": "open",
    "counter:claim_offer": "inspected",
    "counter:claim_settle": "offered",
    "counter:claim_phone": "offered",
    "counter:claim_refuse": "open",
    "counter:claim_look": "refused",
    "counter:claim_decline": "open",
    "counter:claim_reverse": "settled",
    "counter:claim_sell": "settled",
    "counter:claim_voucher": "settled",
    "counter:claim_return": "reversed",
    "counter:claim_reason": "refused",
    "counter:override": "inspected",
}


def address(world: World, route: Route, thing: Thing) -> str:
    """The route's address, naming a thing of one of the stores, or something that is not there."""

    def value(match: re.Match[str]) -> str:
        return _value(world, route, match[1], thing)

    pattern = _CONVERTER.sub(value, _GROUP.sub(value, route.pattern))
    return "/" + pattern.removesuffix("$")


def _value(world: World, route: Route, name: str, thing: Thing) -> str:
    shelf = world.shelves.get(thing)
    match name:
        case "photo":
            return shelf.photo if shelf else str(uuid4())
        case "number":
            if shelf and route.name in _REDEMPTIONS:
                return shelf.loyal.goods if route.name == "counter:redemption_link" else shelf.loyal.voucher
            if shelf and route.name in _CLAIM_PAGES:
                return shelf.claims[_CLAIM_PAGES[route.name]].number
            if shelf and route.name in {"api:claim_open", "counter:claim_start", "portal:my_hold"}:
                return shelf.claimable.number
            if shelf and route.name == "portal:my_redemption":
                return shelf.own_redemption
            return world.number(thing, pending=route.name in _PENDING)
        case "id":
            return shelf.claims[_CLAIMS[route.name]].number if shelf else world.unknown_number
        case "key":
            return world.ours.loyal.reward
        case "member":
            return member_id(shelf.loyal.member_id if shelf else NOWHERE)
        case "kind" if route.name == "portal:my_paper":
            return "certificate"
        case "file":
            return str(world.ours.loyal.file_id)
        case "token" if route.name == "portal:optout":
            return stop_address(shelf.active.customer_id).rstrip("/").rpartition("/")[2] if shelf else "A" * 24
        case "text":
            return "plan.sold" if shelf else "plan.sould"
        case "token" if route.name in {"portal:goods", "portal:download"}:
            return shelf.loyal.token if shelf else "A" * 22
        case "token":
            return shelf.token if shelf else "A" * 22
        case "pk" if route.name in {"counter:invoice", "counter:document_pdf", "counter:receipt"}:
            return str(shelf.active.invoice_id if shelf else NOWHERE)
        case "pk" if route.name.startswith("admin:programme_draft_"):
            return str(NOWHERE if thing is Thing.NOBODYS else world.drafts[route.name.rpartition("_")[2]])
        case "pk" if route.name == "admin:store_closing":
            return str(NOWHERE if thing is Thing.NOBODYS else world.idle_store.pk)
        case "pk" if route.name == "counter:decided":
            return str(shelf.approval_id if shelf else NOWHERE)
        case "pk" if route.name == "counter:handover":
            return str(shelf.back.handover_id if shelf else NOWHERE)
        case "pk" if route.name == "counter:partner_quote":
            return str(shelf.back.quote_id if shelf else NOWHERE)
        case "pk" if route.name.startswith("counter:drawer_"):
            return str(shelf.drawer_id if shelf else NOWHERE)
        case "pk" if route.name.startswith("counter:member") or route.name in {"counter:rewards", "counter:redeem"}:
            return member_id(shelf.loyal.member_id if shelf else NOWHERE)
        case "pk" if route.name == "portal:my_passport":
            return str(Entry.objects.filter(account__customer=shelf.active.customer_id).latest("id").pk if shelf else NOWHERE)
        case "pk" if route.name == "counter:event":
            return str(shelf.loyal.event_id if shelf else NOWHERE)
        case "pk" if route.name in {"admin:terms_draft", "admin:tax_draft"}:
            return str(world.rule_drafts[route.name] if shelf else NOWHERE)
        case "pk" if route.name == "admin:price_change":
            return str(world.change_set_id if shelf else NOWHERE)
        case "pk" if route.name == "counter:customer_plans":
            return str(shelf.active.customer_id if shelf else NOWHERE)
        case "version":
            return "1" if shelf else "99"
        case "app_label":
            return "stores"
        case "content_type_id":
            return str(ContentType.objects.get(app_label="stores", model="store").pk)
        case "url":
            return "nothing/here/"
        case "object_id":
            return str(NOWHERE if thing is Thing.NOBODYS else row_of(route, world))
    raise AssertionError(f"{route.pattern}: say in asks.py what <{name}> is")


def row_of(route: Route, world: World) -> Any:
    """Any row of the admin page's table."""
    if route.name == "admin:view_on_site":
        return world.ours.store.pk
    _, app, model, *_ = route.pattern.split("/")
    table = next(kind for kind in admin.site._registry if (kind._meta.app_label, kind._meta.model_name) == (app, model))
    row = table._default_manager.order_by("pk").first()
    assert row is not None, f"the world has no {model}: add one to world.py"
    return row.pk
