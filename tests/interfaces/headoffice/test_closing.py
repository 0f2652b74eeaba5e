"""The page where a store is closed: what stands in the way is said, the successor is chosen, and it opens again."""

from __future__ import annotations

from html import unescape

import pytest
from django.test import Client
from django.urls import reverse

from stores.models import Posting, Store
from tests.customers.erased import digest
from tests.factories.plans import sold
from upgrade_program.foundation.audit.models import AuditRow
from upgrade_program.kernel.actor import Actor

pytestmark = pytest.mark.django_db


def page_of(store: Store) -> str:
    return reverse("admin:store_closing", args=[store.pk])


def text_of(client: Client, store: Store) -> str:
    return unescape(client.get(page_of(store)).content.decode())


def test_a_store_is_closed_and_opened_again(
    head_office_client: Client, auditor_client: Client, clerk: Actor, store: Store, other_store: Store
) -> None:
    sold(actor=clerk)
    assert 'href="../closing/"' in head_office_client.get(reverse("admin:stores_store_change", args=[store.pk])).content.decode()
    for words in ("Plans that go on: <b>1</b>", "1 person who works only here. Post them elsewhere"):
        assert words in text_of(head_office_client, store)
    sent = {"successor": other_store.pk, "reason": "Lease ended"}
    before = digest()
    refused = head_office_client.post(page_of(store), sent)
    assert (refused.status_code, digest()) == (409, before)
    for words in ("1 person who works only here", "Lease ended", "selected>MH01"):
        assert words in unescape(refused.content.decode())
    Posting.objects.update(until=Posting.objects.get().since)
    nobody = head_office_client.post(page_of(store), sent | {"successor": ""})
    assert (nobody.status_code, "Name the store that keeps them." in nobody.content.decode()) == (422, True)
    done = head_office_client.post(page_of(store), sent)
    assert (done.status_code, done.headers["Location"]) == (302, page_of(store))
    for words in ("DL01 is closed.", "Its plans are kept by", "MH01 Mi Studio Andheri", "Open it again"):
        assert words in text_of(head_office_client, store)
    assert "It keeps the plans of" in text_of(head_office_client, other_store)
    assert "Open it again" not in text_of(auditor_client, store)
    assert head_office_client.post(page_of(store), {"reason": ""}).status_code == 422
    assert head_office_client.post(page_of(store), {"reason": "New lease"}).status_code == 302
    assert list(AuditRow.objects.filter(verb__startswith="store.").order_by("id").values_list("verb", flat=True)) == [
        "store.closed",
        "store.reopened",
    ]


def test_nobody_else_closes_and_nothing_is_there_of_no_store(auditor_client: Client, head_office_client: Client, store: Store) -> None:
    before = digest()
    assert auditor_client.post(page_of(store), {"reason": "x"}).status_code == 403
    assert head_office_client.get(reverse("admin:store_closing", args=[store.pk + 999])).status_code == 404
    assert digest() == before
