"""Saved views at the pricing desk: kept with search, filter and order, opened by a link, shared, renamed, begun with, deleted."""

from __future__ import annotations

from collections.abc import Callable
from html import unescape
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client
from django.urls import reverse

from stores.models import StaffUser
from tests.customers.erased import digest
from tests.factories.plans import sellable
from tests.factories.stores import HeadOfficeFactory
from upgrade_program.catalog.models import PriceChangeSet
from upgrade_program.foundation.saved_views.models import FirstView, SavedView

pytestmark = pytest.mark.django_db
TABLE = reverse("admin:prices")


@pytest.fixture
def second_client(client_for: Callable[[StaffUser | None], Client]) -> Client:
    return client_for(HeadOfficeFactory(username="headoffice2", first_name="Meera", last_name="Joshi"))


@pytest.fixture(autouse=True)
def _models(db: None) -> None:
    for name, srp, price in (("Redmi Note 9 Pro", 13_999, 549), ("Redmi Note 9", 11_999, 449), ("Redmi 9A", 6_999, 349)):
        sellable(name=name, srp=srp, price=price)


def act(client: Client, what: str, query: str = "q=note&show=&sort=-srp", /, **typed: str) -> Any:
    return client.post(f"{TABLE}?{query}", {"act": what} | typed)


def page(client: Client, query: str = "show=") -> str:
    answer = client.get(f"{TABLE}?{query}")
    assert answer.status_code == 200
    return unescape(answer.content.decode())


def order(text: str) -> list[str]:
    """The models of the table, in its order."""
    found = {name: text.find(f'<span class="pd-name">{name}</span>') for name in ("Redmi Note 9 Pro", "Redmi Note 9", "Redmi 9A")}
    return sorted((name for name, place in found.items() if place >= 0), key=lambda name: found[name])


@pytest.mark.parametrize(
    ("sort", "first", "said"),
    [("srp", "Redmi 9A", "ascending"), ("-srp", "Redmi Note 9 Pro", "descending"), ("name", "Redmi 9A", "ascending"),
     ("-name", "Redmi Note 9 Pro", "descending"), ("now", "Redmi 9A", "ascending"), ("-share", "Redmi 9A", "descending")],
)  # fmt: skip
def test_the_table_is_sorted_by_its_headings(head_office_client: Client, sort: str, first: str, said: str) -> None:
    text = page(head_office_client, f"sort={sort}")
    assert order(text)[0] == first
    assert text.count(f'aria-sort="{said}"') == text.count("aria-sort") == 1


def test_what_nobody_can_sort_by_is_the_usual_order(head_office_client: Client) -> None:
    assert order(page(head_office_client, "sort=id;drop")) == order(page(head_office_client))


def test_a_view_keeps_search_filter_and_order_and_opens_them_again(head_office_client: Client) -> None:
    sent = act(head_office_client, "view_save", name="Notes by SRP")
    view = SavedView.objects.get()
    assert (sent.status_code, view.query, view.shared) == (302, "q=note&show=&sort=-srp", False)
    assert parse_qs(urlsplit(sent.url).query) == {"q": ["note"], "sort": ["-srp"], "view": [str(view.pk)]}
    text = page(head_office_client, urlsplit(sent.url).query)
    assert order(text) == ["Redmi Note 9 Pro", "Redmi Note 9"]
    assert f'href="?{view.query}&view={view.pk}" aria-current="true"' in text
    assert "shown otherwise" not in text
    assert "shown otherwise than it was kept" in page(head_office_client, f"q=9a&view={view.pk}")
    assert order(page(head_office_client)) == ["Redmi 9A", "Redmi Note 9", "Redmi Note 9 Pro"]


def test_the_bare_table_begins_with_the_view_that_was_chosen(head_office_client: Client, second_client: Client) -> None:
    act(head_office_client, "view_save", name="Notes", shared="on")
    view = SavedView.objects.get()
    for client in (head_office_client, second_client):
        assert act(client, "view_first", view=str(view.pk)).status_code == 302
        begun = client.get(TABLE)
        assert (begun.status_code, begun.url) == (302, f"{TABLE}?{view.query}&view={view.pk}")
        assert "Begin with the whole table" in page(client, f"{view.query}&view={view.pk}")
        assert len(order(page(client))) == 3  # whoever asks for all of it sees all of it
    assert act(head_office_client, "view_first_no", view=str(view.pk)).status_code == 302
    assert (head_office_client.get(TABLE).status_code, second_client.get(TABLE).status_code) == (200, 302)
    changed = act(head_office_client, "view_change", view=str(view.pk), name="Notes")
    assert (changed.status_code, FirstView.objects.count(), second_client.get(TABLE).status_code) == (302, 0, 200)


def test_a_view_is_renamed_shown_otherwise_and_deleted_by_its_maker(head_office_client: Client) -> None:
    act(head_office_client, "view_save", name="Notes")
    key = str(SavedView.objects.get().pk)
    act(head_office_client, "view_change", "q=9a&show=&sort=", view=key, name="Small ones", shared="on")
    view = SavedView.objects.get()
    assert (view.name, view.shared, view.query) == ("Small ones", True, "q=note&show=&sort=-srp")
    act(head_office_client, "view_change", "q=9a&show=&sort=", view=key, name="Small ones", shared="on", keep="1")
    assert SavedView.objects.get().query == "q=9a&show=&sort="
    gone = act(head_office_client, "view_delete", view=key)
    assert (gone.status_code, gone.url, SavedView.objects.count()) == (302, f"{TABLE}?show=", 0)


@pytest.mark.parametrize(
    ("typed", "status", "words"),
    [
        ({"act": "view_save", "name": ""}, 422, "This field is required"),
        ({"act": "view_save", "name": "x" * 41}, 422, "at most 40 characters"),
        ({"act": "view_save", "name": "notes"}, 422, "There is a view of this name already"),
        ({"act": "view_change", "view": "own", "name": ""}, 422, "This field is required"),
        ({"act": "view_change", "view": "theirs", "name": "Mine"}, 404, ""),
        ({"act": "view_change", "view": "shared", "name": "Mine"}, 403, ""),
        ({"act": "view_delete", "view": "shared"}, 403, ""),
        ({"act": "view_delete", "view": "theirs"}, 404, ""),
        ({"act": "view_delete", "view": "9" * 30}, 404, ""),
        ({"act": "view_first", "view": "theirs"}, 404, ""),
        ({"act": "view_first", "view": "x"}, 404, ""),
    ],
)
def test_what_is_refused_changes_nothing(
    head_office_client: Client, second_client: Client, typed: dict[str, str], status: int, words: str
) -> None:
    act(head_office_client, "view_save", name="Notes")
    act(second_client, "view_save", name="Theirs")
    act(second_client, "view_save", name="Everybody's", shared="on")
    keys = {name: str(view.pk) for name, view in zip(("own", "theirs", "shared"), SavedView.objects.order_by("id"), strict=True)}
    before = digest()
    answer = head_office_client.post(
        f"{TABLE}?view={keys['own']}", typed | {"view": keys.get(typed.get("view", ""), typed.get("view", ""))}
    )
    assert (answer.status_code, digest()) == (status, before)
    assert words in answer.content.decode()


def test_others_see_what_is_shared_and_its_maker(head_office_client: Client, second_client: Client, auditor_client: Client) -> None:
    act(second_client, "view_save", name="Own")
    act(second_client, "view_save", name="Of all", shared="on")
    view = SavedView.objects.get(name="Of all")
    for client, edits in ((head_office_client, True), (auditor_client, False)):
        text = page(client, f"{view.query}&view={view.pk}")
        assert (">Of all</a>" in text, ">Own</a>" in text, "Meera Joshi" in text) == (True, False, True)
        assert ("Save the view" in text, "Delete the view" in text) == (edits, False)


@pytest.mark.parametrize("gone", [{"is_active": False}, {"office_role": "auditor"}], ids=["disabled", "another role"])
def test_what_somebody_shared_who_has_left_is_deleted_by_who_works_there(
    head_office_client: Client, second_client: Client, auditor_client: Client, gone: dict[str, Any]
) -> None:
    act(second_client, "view_save", name="Of all", shared="on")
    view = SavedView.objects.get()
    key, opened = str(view.pk), f"{view.query}&view={view.pk}"
    assert "Delete the view" not in page(head_office_client, opened)
    assert act(head_office_client, "view_delete", view=key).status_code == 403
    StaffUser.objects.filter(username="headoffice2").update(**gone)
    assert "Made and shared by Meera Joshi, who has left head office" in " ".join(page(head_office_client, opened).split())
    assert "Delete the view" in page(head_office_client, opened)
    assert "Delete the view" not in page(auditor_client, opened)
    before = digest()
    assert act(auditor_client, "view_delete", view=key).status_code == 403
    assert act(head_office_client, "view_change", view=key, name="Mine").status_code == 403
    assert digest() == before
    assert act(head_office_client, "view_delete", view=key).status_code == 302
    assert not SavedView.objects.exists()


def test_an_auditor_keeps_none_and_a_name_runs_nothing(head_office_client: Client, auditor_client: Client) -> None:
    assert (act(auditor_client, "view_save", name="Mine").status_code, SavedView.objects.count()) == (403, 0)
    act(head_office_client, "view_save", 'q="><b>&show=&sort=', name="<script>alert(1)</script>", shared="on")
    answer = auditor_client.get(f"{TABLE}?show=").content.decode()
    assert "<script>alert" not in answer
    assert "&lt;script&gt;alert(1)" in answer


def test_acts_on_views_leave_prices_alone(head_office_client: Client) -> None:
    act(head_office_client, "view_save", name="Notes", **{"price-1": "599", "reason": "Season"})
    assert not PriceChangeSet.objects.exists()
