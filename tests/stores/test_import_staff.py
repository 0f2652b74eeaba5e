"""A file of staff: people made, named, posted and moved, all or none; every wrong line comes back."""

from __future__ import annotations

from typing import Any

import pytest

from stores import services
from stores.models import Posting, StaffUser, Store
from stores.services.import_staff import compare_staff
from tests.factories.stores import PostingFactory, StaffFactory
from tests.stores.acts import AT, DAY, everything, refuse, trail
from tests.stores.sheets import staff
from upgrade_program.kernel.actor import Actor
from upgrade_program.kernel.errors import Forbidden, Refused
from upgrade_program.kernel.sheets import LinesRefused

pytestmark = pytest.mark.django_db
ASHA = {"username": "asha.rao", "first_name": "Asha", "last_name": "Rao", "mobile": "98104 55421", "store": "DL01", "role": "Clerk"}
WHY: dict[str, Any] = {"reason": "New list", "at": AT}


def applied(actor: Actor, text: str) -> None:
    before = everything()
    mark = compare_staff(actor=actor, text=text, **WHY).mark
    assert everything() == before
    services.import_staff(actor=actor, text=text, seen=mark, **WHY)


def faults(actor: Actor, *rows: dict[str, str]) -> list[tuple[int, str]]:
    no = refuse(LinesRefused, compare_staff, actor=actor, text=staff(*rows), **WHY)
    refuse(LinesRefused, services.import_staff, actor=actor, text=staff(*rows), seen="", **WHY)
    assert isinstance(no, LinesRefused)
    return [(fault.line, fault.field) for fault in no.faults]


def test_a_new_person_is_posted_and_has_no_password_to_guess(head_office: Actor, store: Store) -> None:
    applied(head_office, staff(ASHA))
    made = StaffUser.objects.get(username="asha.rao")
    assert (made.name, made.mobile, made.has_usable_password()) == ("Asha Rao", "+919810455421", False)
    assert list(made.postings.values_list("store__code", "role", "since", "until")) == [("DL01", "clerk", DAY, None)]
    assert [verb for verb, *_ in trail()] == ["staff.created", "staff.posted"]


def test_a_known_person_moves_and_an_empty_cell_leaves_what_stands(head_office: Actor, store: Store, other_store: Store) -> None:
    person = StaffFactory(username="Ravi", first_name="Ravi", last_name="Iyer", email="ravi@example.in")
    PostingFactory(staff=person, store=store)
    applied(head_office, staff({"username": "ravi", "last_name": "Iyengar", "store": "MH01", "role": "clerk", "leaves": "DL01"}))
    person.refresh_from_db()
    assert (person.name, person.email) == ("Ravi Iyengar", "ravi@example.in")
    rows = Posting.objects.filter(staff=person).order_by("id").values_list("store__code", "since", "until")
    assert list(rows)[1:] == [("MH01", DAY, None)]
    assert rows[0][2] == DAY
    assert [(verb, reason) for verb, _, _, _, reason in trail()] == [
        ("staff.named", ""),
        ("staff.posted", ""),
        ("staff.unposted", "New list"),
    ]


@pytest.mark.parametrize(
    ("cells", "field"),
    [
        ({"username": "a b"}, "username"),
        ({"username": ""}, "username"),
        ({"mobile": "12"}, "mobile"),
        ({"email": "nowhere"}, "email"),
        ({"store": "XX99"}, "store"),
        ({"store": ""}, "store"),
        ({"role": "boss"}, "role"),
        ({"role": ""}, "role"),
        ({"leaves": "XX99"}, "leaves"),
        ({"leaves": "DL01"}, "leaves"),
    ],
)
def test_a_wrong_cell_is_refused_at_its_line(head_office: Actor, store: Store, cells: dict[str, str], field: str) -> None:
    good = ASHA | {"username": "binu", "mobile": ""}
    assert faults(head_office, good, ASHA | cells) == [(3, field)]


def test_office_staff_and_those_without_access_are_not_posted(head_office: Actor, auditor: Actor, store: Store) -> None:
    out = StaffFactory(username="gone", is_active=False)
    rows = [{"username": name, "store": "DL01", "role": "clerk"} for name in (auditor.username, out.username)]
    assert faults(head_office, *rows) == [(2, "staff"), (3, "username")]


def test_the_same_file_is_applied_once_and_only_by_head_office(head_office: Actor, manager: Actor, store: Store) -> None:
    text = staff(ASHA)
    mark = compare_staff(actor=head_office, text=text, **WHY).mark
    assert refuse(Forbidden, services.import_staff, actor=manager, text=text, seen=mark, **WHY).code == "forbidden"
    assert refuse(Forbidden, compare_staff, actor=manager, text=text, **WHY).code == "forbidden"
    assert refuse(Refused, services.import_staff, actor=head_office, text=text, seen="", **WHY).code == "import_changed"
    services.import_staff(actor=head_office, text=text, seen=mark, **WHY)
    assert refuse(Refused, services.import_staff, actor=head_office, text=text, seen=mark, **WHY).code == "nothing_to_change"
