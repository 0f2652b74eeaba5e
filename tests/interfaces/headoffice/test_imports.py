"""The pages of files: what would change is shown, exactly that is applied, and wrong lines stand with what was typed."""

from __future__ import annotations

import re
from html import unescape

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from stores.models import Posting, StaffUser, Store
from tests.customers.erased import digest
from tests.stores.sheets import shop, staff, stores

pytestmark = pytest.mark.django_db
STORES, STAFF = reverse("admin:stores_import"), reverse("admin:staff_import")
_SEEN = re.compile(r'name="seen" value="([0-9a-f]{64})"')


def test_a_file_is_looked_at_and_then_applied(head_office_client: Client, store: Store) -> None:
    text = stores(shop("KA01"), {"code": store.code, "city": "Dwarka"})
    before = digest()
    looked = head_office_client.post(STORES, {"act": "look", "file": SimpleUploadedFile("stores.csv", text.encode())})
    page = unescape(looked.content.decode())
    assert looked.status_code == 200
    assert digest() == before
    for words in ("<b>1</b> new", "<b>1</b> changed", "<del>New Delhi</del>", "Dwarka", "Garden City Phones", "Apply all of it", "KA01,"):
        assert words in page
    found = _SEEN.search(page)
    assert found
    done = head_office_client.post(STORES, {"act": "apply", "text": text, "seen": found[1]})
    assert (done.status_code, done.headers["Location"]) == (302, reverse("admin:stores_store_changelist"))
    store.refresh_from_db()
    assert (store.city, Store.objects.filter(code="KA01").count()) == ("Dwarka", 1)
    assert "1 new, 1 changed." in head_office_client.get(done.headers["Location"]).content.decode()
    again = head_office_client.post(STORES, {"act": "apply", "text": text, "seen": found[1]})
    assert (again.status_code, "says what stands already" in again.content.decode()) == (422, True)


def test_another_difference_is_shown_and_not_applied(head_office_client: Client, store: Store) -> None:
    text = stores({"code": store.code, "city": "Dwarka"})
    before = digest()
    answer = head_office_client.post(STORES, {"act": "apply", "text": text, "seen": "0" * 64})
    page = answer.content.decode()
    assert (answer.status_code, digest()) == (409, before)
    assert "no longer what you saw" in page
    assert "Apply all of it" in page


def test_wrong_lines_stand_with_what_was_typed(head_office_client: Client, store: Store) -> None:
    before = digest()
    text = staff({"username": "a.b", "store": "XX99", "role": "clerk"}, {"username": "c.d", "mobile": "12"})
    answer = head_office_client.post(STAFF, {"act": "look", "text": text, "reason": "New list"})
    page = unescape(answer.content.decode())
    assert (answer.status_code, digest()) == (422, before)
    for words in ("2 lines to correct", "No store has this code.", "This is no Indian mobile.", "a.b,", "New list"):
        assert words in page
    assert "Apply all of it" not in page


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({}, "Choose a file, or paste its text."),
        ({"text": "code\nx\n"}, "it has no column kind"),
        ({"file": SimpleUploadedFile("x.csv", b"\xff\xfe")}, "no text in UTF-8"),
    ],
)
def test_what_is_no_file_is_said_above(head_office_client: Client, sent: dict[str, object], words: str) -> None:
    answer = head_office_client.post(STORES, {"act": "look"} | sent)
    assert (answer.status_code, words in unescape(answer.content.decode())) == (422, True)


def test_staff_are_brought_in_and_the_index_leads_to_both(head_office_client: Client, store: Store) -> None:
    index = head_office_client.get("/admin/stores/").content.decode()
    assert STORES in index
    assert STAFF in index
    text = staff({"username": "asha.rao", "store": store.code, "role": "clerk"})
    looked = head_office_client.post(STAFF, {"act": "look", "text": text, "reason": "New list"})
    found = _SEEN.search(looked.content.decode())
    assert found
    head_office_client.post(STAFF, {"act": "apply", "text": text, "reason": "New list", "seen": found[1]})
    assert Posting.objects.get(staff=StaffUser.objects.get(username="asha.rao")).store == store
