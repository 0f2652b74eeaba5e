"""The verbs of stores and staff: head office only, exactly one audit row each, and a refusal changes nothing."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, date, datetime, time
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.models import Session
from django.core import serializers
from django.test import Client

from stores import services
from stores.gstin import gstin_for
from stores.models import ApiToken, Posting, StaffUser, Store
from stores.refusals import NotYourStore
from stores.services.postings import AlreadyPosted, OfficeHasNoPosting
from stores.services.staff import StillPosted
from stores.tokens import actor_of_token, issue_token
from tests.factories.sessions import give_second_factor
from tests.factories.stores import PASSWORD, PostingFactory, StaffFactory, StoreFactory
from upgrade_program.foundation.audit.models import AuditRow
from upgrade_program.kernel.actor import ANONYMOUS, SYSTEM, Actor
from upgrade_program.kernel.errors import Forbidden, Invalid, ReasonRequired, Refused, SeveralRefused

pytestmark = pytest.mark.django_db
AT = datetime(2026, 5, 5, 6, 0, tzinfo=UTC)
DAY = date(2026, 5, 5)
STRONG = "quiet river 42 lamps"
SHOP: dict[str, Any] = {
    "code": "KA01",
    "kind": "mi_studio",
    "name": "Mi Studio Indiranagar",
    "legal_name": "Garden City Phones Private Limited",
    "address": "100 Feet Road 12",
    "city": "Bengaluru",
    "pincode": "560038",
    "state": "29",
    "gstin": gstin_for("29AAPFU0939F1Z"),
    "phone": "+918026451234",
    "email": "indiranagar@example.in",
    "upi_id": "ka01@examplebank",
    "opens": time(10),
    "closes": time(21),
}


def everything() -> str:
    """All rows a verb of this app could touch, as text."""
    rows = [serializers.serialize("json", model.objects.order_by("pk")) for model in (Store, StaffUser, Posting, ApiToken, AuditRow)]  # type: ignore[attr-defined]
    return "\n".join(rows)


def refuse(refusal: type[Refused], act: Callable[..., object], **given: Any) -> Refused:
    """The refusal of an act that changed nothing."""
    before = everything()
    with pytest.raises(refusal) as no:
        act(**given)
    assert everything() == before
    return no.value


def trail() -> list[tuple[str, str, Any, Any, str]]:
    return list(AuditRow.objects.order_by("id").values_list("verb", "subject", "before", "after", "reason"))


# Stores


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


# Staff


def make(actor: Actor, **given: Any) -> StaffUser:
    return services.create_staff(**{"actor": actor, "username": "new.clerk", "password": STRONG, "at": AT} | given)


def test_head_office_makes_a_person_who_can_sign_in(head_office: Actor) -> None:
    staff = make(head_office, first_name="Asha", last_name="Rao", email="asha@example.in")
    assert Client().login(username="new.clerk", password=STRONG)
    assert trail() == [("staff.created", f"staff:{staff.pk}", None, {"office_role": "", "is_active": True}, "")]
    assert staff.date_joined == AT
    text = json.dumps(trail())
    assert not any(secret in text for secret in (STRONG, "Asha", "new.clerk", staff.password))


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"username": "clerk.dl01"}, "username"),
        ({"username": ""}, "username"),
        ({"username": "two words"}, "username"),
        ({"username": "x" * 151}, "username"),
        ({"password": "short1"}, "password"),
        ({"password": ""}, "password"),
        ({"password": "new.clerk"}, "password"),
        ({"password": "12345678901"}, "password"),
        ({"office_role": "king"}, "office_role"),
        ({"email": "nowhere"}, "email"),
        ({"first_name": "x" * 151}, "first_name"),
    ],
)
def test_an_odd_or_taken_name_and_a_weak_password_are_refused(
    head_office: Actor, clerk_user: StaffUser, given: dict[str, Any], field: str
) -> None:
    no = refuse(Refused, make, actor=head_office, **given)
    assert {(error.code, error.field) for error in no.errors} == {("invalid", field)}


def test_a_name_taken_in_other_letters_is_refused(head_office: Actor, clerk_user: StaffUser) -> None:
    assert refuse(Refused, make, actor=head_office, username="Clerk.DL01").code == "invalid"


def test_a_name_is_corrected_without_being_told_in_the_trail(head_office: Actor, clerk_user: StaffUser) -> None:
    for _ in range(2):
        services.name_staff(actor=head_office, staff=clerk_user, first_name="Usha", last_name="Rao", email="", at=AT)
    clerk_user.refresh_from_db()
    assert clerk_user.name == "Usha Rao"
    assert trail() == [("staff.named", f"staff:{clerk_user.pk}", None, None, "")]


def test_disabling_ends_sessions_and_tokens_at_once_and_enabling_brings_neither_back(head_office: Actor, clerk_user: StaffUser) -> None:
    browser = Client()
    assert browser.post("/accounts/login/", {"login": "clerk.dl01", "password": PASSWORD, "next": "/"}).status_code == 302
    assert Session.objects.count() == 1
    raw, _ = issue_token(username="clerk.dl01", password=PASSWORD, store_code="DL01", at=AT, address="203.0.113.1")
    for _ in range(2):
        services.disable_staff(actor=head_office, staff=clerk_user, reason=" left the  company ", at=AT)
    assert actor_of_token(raw, AT) is None
    assert Session.objects.count() == 0
    assert not Client().login(username="clerk.dl01", password=PASSWORD)
    for _ in range(2):
        services.enable_staff(actor=head_office, staff=clerk_user, reason="came back", at=AT)
    assert actor_of_token(raw, AT) is None
    assert "_auth_user_id" not in browser.session
    assert Client().login(username="clerk.dl01", password=PASSWORD)
    subject = f"staff:{clerk_user.pk}"
    assert trail() == [
        ("staff.disabled", subject, {"is_active": True}, {"is_active": False}, "left the company"),
        ("staff.enabled", subject, {"is_active": False}, {"is_active": True}, "came back"),
    ]


def test_an_office_role_is_given_and_taken_and_ends_tokens(head_office: Actor) -> None:
    staff = make(head_office)
    for role in ("auditor", "auditor", ""):
        services.set_office_role(actor=head_office, staff=staff, office_role=role, reason="new task", at=AT)
        staff.refresh_from_db()
        assert staff.office_role == role
    assert [row[0] for row in trail()] == ["staff.created", "staff.office_role_set", "staff.office_role_set"]
    assert trail()[1][2:] == ({"office_role": ""}, {"office_role": "auditor"}, "new task")
    assert (
        refuse(Invalid, services.set_office_role, actor=head_office, staff=staff, office_role="king", reason="x", at=AT).field
        == "office_role"
    )


def test_the_posted_get_no_office(head_office: Actor, clerk_user: StaffUser) -> None:
    no = refuse(StillPosted, services.set_office_role, actor=head_office, staff=clerk_user, office_role="auditor", reason="x", at=AT)
    assert (no.code, no.field) == ("invalid", "office_role")


def test_nobody_changes_their_own_access(head_office: Actor, head_office_user: StaffUser) -> None:
    own: dict[str, Any] = {"actor": head_office, "staff": head_office_user, "reason": "because", "at": AT}
    for act, more in ((services.disable_staff, {}), (services.set_office_role, {"office_role": ""})):
        assert refuse(Forbidden, act, **own, **more).code == "forbidden"  # type: ignore[arg-type]


def test_a_new_password_ends_tokens_and_is_nowhere_in_the_trail(head_office: Actor, clerk_user: StaffUser) -> None:
    raw, _ = issue_token(username="clerk.dl01", password=PASSWORD, store_code=None, at=AT, address="203.0.113.1")
    services.set_password(actor=head_office, staff=clerk_user, password=STRONG, at=AT)
    assert actor_of_token(raw, AT) is None
    assert Client().login(username="clerk.dl01", password=STRONG)
    assert trail() == [("staff.password_set", f"staff:{clerk_user.pk}", None, None, "")]
    assert (
        refuse(Refused, services.set_password, actor=head_office, staff=clerk_user, password="12345", at=AT).errors[0].field == "password"
    )


# Postings


def test_a_posting_begins_today_and_another_role_replaces_it(head_office: Actor, store: Store) -> None:
    staff = StaffFactory()
    first = services.post_staff(actor=head_office, staff=staff, store=store, role="clerk", at=AT)
    second = services.post_staff(actor=head_office, staff=staff, store=store, role="manager", at=AT)
    first.refresh_from_db()
    assert (first.since, first.until, second.since, second.until) == (DAY, DAY, DAY, None)
    assert trail() == [
        ("staff.posted", f"staff:{staff.pk}", None, {"store": store.pk, "role": "clerk", "posting": first.pk}, ""),
        (
            "staff.posted",
            f"staff:{staff.pk}",
            {"store": store.pk, "role": "clerk"},
            {"store": store.pk, "role": "manager", "posting": second.pk},
            "",
        ),
    ]


def test_the_same_role_twice_an_unknown_role_and_office_people_are_refused(head_office: Actor, clerk_user: StaffUser, store: Store) -> None:
    post: dict[str, Any] = {"actor": head_office, "store": store, "at": AT}
    assert refuse(AlreadyPosted, services.post_staff, staff=clerk_user, role="clerk", **post).field == "staff"
    assert refuse(Invalid, services.post_staff, staff=clerk_user, role="owner", **post).field == "role"
    auditor = StaffFactory(office_role="auditor")
    assert refuse(OfficeHasNoPosting, services.post_staff, staff=auditor, role="clerk", **post).code == "invalid"


def test_an_ended_posting_ends_its_own_tokens_only_and_at_once(head_office: Actor, clerk_user: StaffUser) -> None:
    other = PostingFactory(staff=clerk_user, store=StoreFactory(code="AA"))
    here, there = [
        issue_token(username="clerk.dl01", password=PASSWORD, store_code=code, at=AT, address="203.0.113.1")[0] for code in ("DL01", "AA")
    ]
    posting = clerk_user.postings.get(store__code="DL01")
    for _ in range(2):
        services.unpost_staff(actor=head_office, posting=posting, reason="moved", at=AT)
    assert actor_of_token(here, AT) is None
    assert actor_of_token(there, AT) is not None
    posting.refresh_from_db()
    assert posting.until == DAY
    assert other.until is None
    facts = {"store": posting.store_id, "role": "clerk", "posting": posting.pk}
    assert trail() == [("staff.unposted", f"staff:{clerk_user.pk}", facts, None, "moved")]


# Who may

PEOPLES_OWN = {"choose_store", "lock_till", "open_till", "set_pin"}


@pytest.fixture
def acts(clerk_user: StaffUser, store: Store) -> dict[str, Callable[[Actor], object]]:
    """Every verb of head office, ready to be done by an actor."""
    posting, idle, gone, guarded = clerk_user.postings.get(), StaffFactory(), StaffFactory(is_active=False), StaffFactory()
    give_second_factor(guarded)
    why: dict[str, Any] = {"reason": "because", "at": AT}
    return {
        "add_store": lambda actor: services.add_store(actor=actor, at=AT, **SHOP),
        "change_store": lambda actor: services.change_store(actor=actor, store=store, at=AT, pincode="110021"),
        "create_staff": make,
        "name_staff": lambda actor: services.name_staff(actor=actor, staff=idle, first_name="U", last_name="R", email="", at=AT),
        "set_office_role": lambda actor: services.set_office_role(actor=actor, staff=idle, office_role="auditor", **why),
        "disable_staff": lambda actor: services.disable_staff(actor=actor, staff=clerk_user, **why),
        "enable_staff": lambda actor: services.enable_staff(actor=actor, staff=gone, **why),
        "reset_second_factor": lambda actor: services.reset_second_factor(actor=actor, staff=guarded, **why),
        "set_password": lambda actor: services.set_password(actor=actor, staff=idle, password=STRONG, at=AT),
        "post_staff": lambda actor: services.post_staff(actor=actor, staff=clerk_user, store=store, role="manager", at=AT),
        "unpost_staff": lambda actor: services.unpost_staff(actor=actor, posting=posting, **why),
    }


def test_the_list_of_acts_is_complete(acts: dict[str, Any]) -> None:
    assert set(acts) | PEOPLES_OWN == set(services.__all__)


@pytest.mark.parametrize("verb", sorted(set(services.__all__) - PEOPLES_OWN))
def test_only_head_office_and_the_system_act_and_leave_exactly_one_row(
    verb: str, acts: dict[str, Callable[[Actor], object]], head_office: Actor, clerk: Actor, manager: Actor, auditor: Actor
) -> None:
    for stranger in (clerk, manager, auditor, ANONYMOUS):
        no = refuse(Forbidden, acts[verb], actor=stranger)
        assert (no.code, no.status) == ("forbidden", 403)
    acts[verb](head_office)
    assert AuditRow.objects.count() == 1


def test_the_system_may_lay_foundations() -> None:
    services.add_store(actor=SYSTEM, at=AT, **SHOP)
    assert AuditRow.objects.get().actor_role == "system"


@pytest.mark.parametrize(
    ("reason", "refusal"),
    [("", ReasonRequired), ("  \n", ReasonRequired), ("x" * 301, Invalid), ("call 98104 55421", Invalid), ("a\x00b", Invalid)],
)
def test_taking_access_needs_a_short_reason_without_numbers(
    head_office: Actor, clerk_user: StaffUser, reason: str, refusal: type[Refused]
) -> None:
    posting = clerk_user.postings.get()
    given: dict[str, Any] = {"actor": head_office, "reason": reason, "at": AT}
    assert refuse(refusal, services.disable_staff, staff=clerk_user, **given).field == "reason"
    assert refuse(refusal, services.unpost_staff, posting=posting, **given).field == "reason"
    assert refuse(refusal, services.enable_staff, staff=clerk_user, **given).field == "reason"
    assert refuse(refusal, services.set_office_role, staff=clerk_user, office_role="", **given).field == "reason"


# The working store


def test_a_person_chooses_among_their_own_stores(clerk_user: StaffUser, store: Store, other_store: Store) -> None:
    session: dict[str, Any] = {}
    assert services.choose_store(session=session, user=clerk_user, code="DL01", on=DAY) == store
    assert session == {"store_id": store.pk}
    for foreign in ("MH01", "NONE", "", "dl01", "\x00"):
        with pytest.raises(NotYourStore) as no:
            services.choose_store(session=session, user=clerk_user, code=foreign, on=DAY)
        assert (no.value.code, str(no.value)) == ("forbidden", str(NotYourStore()))
        assert isinstance(no.value, Forbidden)
        assert session == {"store_id": store.pk}


def test_head_office_and_strangers_choose_none(head_office_user: StaffUser, store: Store) -> None:
    for user in (head_office_user, AnonymousUser()):
        session: dict[str, Any] = {}
        with pytest.raises(NotYourStore):
            services.choose_store(session=session, user=user, code="DL01", on=DAY)  # type: ignore[arg-type]
        assert session == {}
