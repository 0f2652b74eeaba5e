"""A file of stores: seen first, applied whole and once; every wrong line comes back, and nothing is kept of a file with one."""

from __future__ import annotations

from datetime import time
from typing import Any

import pytest

from stores import services
from stores.difference import What
from stores.models import Store
from stores.services.import_stores import compare_stores
from tests.stores.acts import AT, SHOP, everything, refuse, trail
from tests.stores.sheets import shop, stores
from upgrade_program.kernel.actor import Actor
from upgrade_program.kernel.errors import Forbidden, Refused
from upgrade_program.kernel.sheets import FileUnreadable, LinesRefused

pytestmark = pytest.mark.django_db


def seen(actor: Actor, text: str) -> str:
    """The mark of what the file would change, of which nothing is kept."""
    before = everything()
    mark = compare_stores(actor=actor, text=text, at=AT).mark
    assert everything() == before
    return mark


def applied(actor: Actor, text: str) -> Any:
    return services.import_stores(actor=actor, text=text, seen=seen(actor, text), at=AT)


def faults(actor: Actor, text: str) -> list[tuple[int, str, str]]:
    no = refuse(LinesRefused, compare_stores, actor=actor, text=text, at=AT)
    again = refuse(LinesRefused, services.import_stores, actor=actor, text=text, seen="", at=AT)
    assert (no.code, str(no)) == (again.code, str(again)) == ("lines_refused", str(no))
    assert isinstance(no, LinesRefused)
    return [(fault.line, fault.field, fault.code) for fault in no.faults]


def test_new_stores_open_and_known_ones_change_where_a_cell_differs(head_office: Actor) -> None:
    known = services.add_store(actor=head_office, at=AT, **SHOP)
    text = stores(shop("KA02", kind="Mi Home", opens="9:30"), {"code": "KA01", "city": "Mysuru", "name": SHOP["name"]})
    difference = compare_stores(actor=head_office, text=text, at=AT)
    assert [(line.line, line.key, line.what) for line in difference.lines] == [(2, "KA02", What.NEW), (3, "KA01", What.CHANGED)]
    assert [(field.name, field.before, field.after) for field in difference.lines[1].fields] == [("city", "Bengaluru", "Mysuru")]
    applied(head_office, text)
    made = Store.objects.get(code="KA02")
    assert (made.kind, made.opens, made.closes, made.is_open) == ("mi_home", time(9, 30), time(21), True)
    known.refresh_from_db()
    assert (known.city, known.name, known.opens) == ("Mysuru", SHOP["name"], SHOP["opens"])
    assert [(verb, subject) for verb, subject, *_ in trail()[1:]] == [
        ("store.added", f"store:{made.pk}"),
        ("store.changed", f"store:{known.pk}"),
    ]


def test_five_wrong_lines_of_two_hundred_come_back_exactly(head_office: Actor) -> None:
    rows = [shop(f"K{n:04d}") for n in range(200)]
    rows[3]["gstin"] = rows[3]["gstin"][:-1] + "?"
    rows[50]["code"] = "K0049"
    rows[77]["pincode"] = "012345"
    rows[120]["closes"] = "late"
    rows[199]["kind"] = "web"
    assert faults(head_office, stores(*rows)) == [
        (5, "gstin", "invalid"),
        (52, "code", "invalid"),
        (79, "pincode", "invalid"),
        (122, "closes", "invalid"),
        (201, "kind", "invalid"),
    ]
    assert not Store.objects.exists()


@pytest.mark.parametrize(
    ("cells", "field"),
    [
        ({"code": "toolong"}, "code"),
        ({"code": "ka01"}, "code"),
        ({"state": "28"}, "state"),
        ({"gstin": "27AAPFU0939F1ZV"}, "gstin"),
        ({"opens": ""}, "opens"),
        ({"legal_name": ""}, "legal_name"),
        ({"phone": "12"}, "phone"),
        ({"upi_id": "nobank"}, "upi_id"),
    ],
)
def test_a_cell_no_invoice_could_print_is_refused_at_its_line(head_office: Actor, cells: dict[str, str], field: str) -> None:
    assert (2, field, "invalid") in faults(head_office, stores(shop("KA01") | cells, shop("KA02")))


def test_the_same_file_is_applied_once(head_office: Actor) -> None:
    text = stores(shop("KA01"))
    mark = seen(head_office, text)
    services.import_stores(actor=head_office, text=text, seen=mark, at=AT)
    no = refuse(Refused, services.import_stores, actor=head_office, text=text, seen=mark, at=AT)
    assert no.code == "nothing_to_change"
    assert (Store.objects.count(), len(trail())) == (1, 1)


def test_another_difference_than_the_one_seen_is_refused(head_office: Actor) -> None:
    known = services.add_store(actor=head_office, at=AT, **SHOP)
    text = stores({"code": "KA01", "city": "Mysuru"}, shop("KA02"))
    mark = seen(head_office, text)
    services.change_store(actor=head_office, store=known, at=AT, city="Hubballi")
    no = refuse(Refused, services.import_stores, actor=head_office, text=text, seen=mark, at=AT)
    assert (no.code, no.field) == ("import_changed", "text")
    assert refuse(Refused, services.import_stores, actor=head_office, text=text, seen="", at=AT).code == "import_changed"


@pytest.mark.parametrize("text", ["", "code,name\nKA01,x\n", "a\x00b"])
def test_what_is_no_such_file_is_refused_as_a_whole(head_office: Actor, text: str) -> None:
    no = refuse(FileUnreadable, compare_stores, actor=head_office, text=text, at=AT)
    assert (no.code, no.field) == ("file_unreadable", "file")


def test_only_head_office_imports(manager: Actor, auditor: Actor) -> None:
    for actor in (manager, auditor):
        for act in (compare_stores, services.import_stores):
            given = {"seen": ""} if act is services.import_stores else {}
            assert refuse(Forbidden, act, actor=actor, text=stores(shop("KA01")), at=AT, **given).code == "forbidden"
