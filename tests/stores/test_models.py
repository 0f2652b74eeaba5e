"""The database's own laws of stores, staff and postings, each refusing by name."""

from datetime import date, time
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test.utils import CaptureQueriesContext

from stores.models import Posting, StaffUser, Store
from tests.factories.stores import HeadOfficeFactory, PostingFactory, StaffFactory, StoreFactory

pytestmark = pytest.mark.django_db
DAY = date(2021, 5, 5)


def law_of(refusal: pytest.ExceptionInfo[IntegrityError]) -> str:
    cause: Any = refusal.value.__cause__
    return str(cause.diag.constraint_name)


@pytest.mark.parametrize(
    ("change", "law"),
    [
        ({"code": "d"}, "store_code_is_two_to_six_capitals_or_digits"),
        ({"code": "dl01"}, "store_code_is_two_to_six_capitals_or_digits"),
        ({"kind": "web"}, "store_kind_is_known"),
        ({"state": "28", "gstin": "28AAPFU0939F1ZT", "city": "Hyderabad"}, "store_state_is_known"),
        ({"pincode": "011001"}, "pincode_is_six_digits"),
        ({"pincode": "11001"}, "pincode_is_six_digits"),
        ({"gstin": "27AAPFU0939F1ZV"}, "gstin_begins_with_the_state"),
        ({"gstin": "07AAPFU0939F0ZV"}, "gstin_has_its_pattern"),
        ({"phone": "01126451234"}, "store_phone_is_indian"),
        ({"upi_id": "nobank"}, "upi_id_is_name_at_bank"),
        ({"opens": time(21), "closes": time(10)}, "store_opens_before_it_closes"),
        ({"legal_name": ""}, "invoice_lines_of_a_store_are_filled"),
    ],
)
def test_a_store_that_no_invoice_could_print_is_refused(change: dict[str, Any], law: str) -> None:
    with pytest.raises(IntegrityError) as no, transaction.atomic():
        StoreFactory(**{"gstin": "07AAPFU0939F1ZX"} | change)
    assert law_of(no) == law
    assert Store.objects.count() == 0


def test_a_code_is_taken_once_and_never_changes(store: Store) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        StoreFactory(code="DL01")
    with pytest.raises(IntegrityError) as no, transaction.atomic():
        Store.objects.filter(pk=store.pk).update(code="DL02")
    assert law_of(no) == "store_codes_never_change"
    assert Store.objects.get().code == "DL01"


def test_a_person_holds_one_role_at_a_store_at_a_time(store: Store, other_store: Store) -> None:
    held = PostingFactory(store=store)
    PostingFactory(staff=held.staff, store=other_store)
    with pytest.raises(IntegrityError) as no, transaction.atomic():
        PostingFactory(staff=held.staff, store=store, role="manager")
    assert law_of(no) == "one_live_posting_per_person_and_store"
    assert held.staff.postings.filter(store=store).count() == 1


@pytest.mark.parametrize(
    ("change", "law"),
    [({"role": "owner"}, "posting_role_is_known"), ({"since": DAY, "until": date(2021, 5, 4)}, "posting_ends_after_it_begins")],
)
def test_a_posting_has_a_known_role_and_ends_after_it_begins(change: dict[str, Any], law: str) -> None:
    staff, shop = StaffFactory(), StoreFactory()
    with pytest.raises(IntegrityError) as no, transaction.atomic():
        PostingFactory(staff=staff, store=shop, **change)
    assert law_of(no) == law
    assert Posting.objects.count() == 0


def test_a_posting_is_ended_once_and_is_history_then() -> None:
    posting = PostingFactory()
    for change in ({"role": "manager"}, {"since": DAY}, {"role": "manager", "until": DAY}):
        with pytest.raises(IntegrityError) as no, transaction.atomic():
            Posting.objects.filter(pk=posting.pk).update(**change)
        assert law_of(no) == "postings_end_and_never_change"
    Posting.objects.filter(pk=posting.pk).update(until=DAY)
    with pytest.raises(IntegrityError) as no, transaction.atomic():
        Posting.objects.filter(pk=posting.pk).update(until=None)
    assert law_of(no) == "postings_end_and_never_change"
    with pytest.raises(IntegrityError) as no, transaction.atomic():
        posting.delete()
    assert law_of(no) == "postings_end_and_never_change"
    assert Posting.objects.values_list("role", "until").get() == ("clerk", DAY)


def test_head_office_is_posted_nowhere_from_either_side(store: Store) -> None:
    with pytest.raises(IntegrityError) as no, transaction.atomic():
        PostingFactory(staff=HeadOfficeFactory(), store=store)
    assert law_of(no) == "office_staff_have_no_posting"
    clerk = PostingFactory(store=store).staff
    with pytest.raises(IntegrityError) as no, transaction.atomic():
        StaffUser.objects.filter(pk=clerk.pk).update(office_role="auditor")
    assert law_of(no) == "office_staff_have_no_posting"
    clerk.refresh_from_db()
    assert (clerk.office_role, Posting.objects.count()) == ("", 1)


def test_usernames_differ_in_more_than_case() -> None:
    StaffFactory(username="clerk.dl01")
    with pytest.raises(IntegrityError) as no, transaction.atomic():
        StaffFactory(username="Clerk.DL01")
    assert law_of(no) == "usernames_are_unique_whatever_their_case"
    with pytest.raises(IntegrityError) as no, transaction.atomic():
        StaffFactory(office_role="king")
    assert law_of(no) == "office_role_is_known"


def test_rights_come_from_the_office_role_alone(django_assert_num_queries: Any) -> None:
    clerk, auditor, office = StaffFactory(), StaffFactory(office_role="auditor"), StaffFactory(office_role="headoffice")
    gone = StaffFactory(office_role="headoffice", is_active=False)
    with django_assert_num_queries(0) as counted:
        assert isinstance(counted, CaptureQueriesContext)
        assert [user.is_staff for user in (clerk, auditor, office)] == [False, True, True]
        for verb in ("view", "add", "change", "delete"):
            rights = [user.has_perm(f"stores.{verb}_store") for user in (clerk, auditor, office, gone)]
            assert rights == [False, verb == "view", True, False]
        assert [user.has_module_perms("stores") for user in (clerk, auditor, office, gone)] == [False, True, True, False]


def test_the_command_line_makes_head_office_and_nobody_higher() -> None:
    person = StaffUser.objects.create_superuser("first", password="long enough to hold")
    assert (person.office_role, person.is_staff, person.check_password("long enough to hold")) == ("headoffice", True, True)
    assert not hasattr(StaffUser(), "is_superuser") or StaffUser().is_superuser is None


def test_a_person_is_called_by_name_else_by_username() -> None:
    assert (StaffUser(username="a", first_name="Asha", last_name="Rao").name, StaffUser(username="a").name) == ("Asha Rao", "a")
