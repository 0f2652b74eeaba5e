"""Stores made and changed: head office only, exactly one audit row each, and a refusal changes nothing."""

from __future__ import annotations

import json
from datetime import time
from typing import Any

import pytest

from stores import services
from stores.gstin import gstin_for
from stores.models import Store
from tests.stores.acts import AT, SHOP, refuse, trail
from upgrade_program.foundation.audit.models import AuditRow
from upgrade_program.kernel.actor import Actor
from upgrade_program.kernel.errors import Invalid, Refused, SeveralRefused

pytestmark = pytest.mark.django_db


def test_head_office_adds_a_store(head_office: Actor) -> None:
    store = services.add_store(actor=head_office, at=AT, **SHOP)
    assert Store.objects.filter(pk=store.pk, is_open=True, **SHOP).exists()
    [(verb, subject, before, after, _)] = trail()
    assert (verb, subject, before) == ("store.added", f"store:{store.pk}", None)
    assert (after["code"], after["gstin"], after["is_open"]) == ("KA01", SHOP["gstin"], True)
    row = AuditRow.objects.get()
    assert (row.chain, row.actor_id, row.actor_role, row.at) == (0, head_office.staff_id, "headoffice", AT)


def test_a_trail_row_holds_no_address_phone_or_name_of_a_store(head_office: Actor) -> None:
    store = services.add_store(actor=head_office, at=AT, **SHOP | {"phone": "+919810455421", "upi_id": "9810455421@examplebank"})
    services.change_store(actor=head_office, store=store, at=AT, upi_id="9810455422@examplebank")
    text = json.dumps(trail())
    assert not any(part in text for part in ("98104", "Indiranagar", "Garden", "Road", "example"))
    assert trail()[1][2]["upi_id"] != trail()[1][3]["upi_id"]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"code": "K"}, "code"),
        ({"code": "ka01"}, "code"),
        ({"code": "TOOLONG"}, "code"),
        ({"kind": "web"}, "kind"),
        ({"name": ""}, "name"),
        ({"address": "x" * 301}, "address"),
        ({"pincode": "5600"}, "pincode"),
        ({"pincode": "०६००३८"}, "pincode"),
        ({"state": "28"}, "state"),
        ({"gstin": SHOP["gstin"][:-1] + "?"}, "gstin"),
        ({"gstin": gstin_for("27AAPFU0939F1Z")}, "gstin"),
        ({"phone": "12"}, "phone"),
        ({"email": "nowhere"}, "email"),
        ({"upi_id": "nobank"}, "upi_id"),
        ({"opens": time(22)}, None),
        ({"name": "a\x00b"}, "name"),
        ({"kind": "{x}"}, "kind"),
    ],
)
def test_a_store_no_invoice_could_print_is_refused_at_its_field(head_office: Actor, change: dict[str, Any], field: str | None) -> None:
    no = refuse(Refused, services.add_store, actor=head_office, at=AT, **SHOP | change)
    assert {(error.code, error.field) for error in no.errors} >= {("invalid", field)}


def test_several_wrong_fields_are_reported_together(head_office: Actor) -> None:
    no = refuse(SeveralRefused, services.add_store, actor=head_office, at=AT, **SHOP | {"pincode": "1", "gstin": "x", "email": "no"})
    assert {error.field for error in no.errors} == {"pincode", "gstin", "email"}


def test_a_code_is_taken_once(head_office: Actor) -> None:
    services.add_store(actor=head_office, at=AT, **SHOP)
    no = refuse(Invalid, services.add_store, actor=head_office, at=AT, **SHOP | {"name": "Another"})
    assert no.field == "code"


def test_a_change_is_one_row_with_what_differs_and_no_change_is_none(head_office: Actor, store: Store) -> None:
    services.change_store(actor=head_office, store=store, at=AT, pincode="110020", city=store.city)
    services.change_store(actor=head_office, store=store, at=AT, pincode="110020")
    assert trail() == [("store.changed", f"store:{store.pk}", {"pincode": "110019"}, {"pincode": "110020"}, "")]
    store.refresh_from_db()
    assert store.pincode == "110020"


def test_a_code_and_unknown_fields_never_change_and_gstin_follows_the_state(head_office: Actor, store: Store) -> None:
    for change, field in (({"code": "DL02"}, "code"), ({"pk": 3}, "pk"), ({"state": "27"}, "gstin")):
        assert refuse(Invalid, services.change_store, actor=head_office, store=store, at=AT, **change).field == field
    services.change_store(actor=head_office, store=store, at=AT, state="27", gstin=gstin_for("27AAPFU0939F1Z"))
    assert Store.objects.get().state == "27"
