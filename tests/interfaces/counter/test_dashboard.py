"""The manager's dashboard at the counter: the own store's figures, each with its list; clerks and other stores' managers see none."""

from __future__ import annotations

import re
from html import unescape

import pytest
from django.test import Client
from django.urls import reverse

from stores.models import Store
from tests.interfaces.headoffice.test_dashboard import busy
from upgrade_program.kernel.actor import Actor

pytestmark = pytest.mark.django_db
PAGE = reverse("counter:dashboard")


def shown(client: Client, **asked: str) -> str:
    answer = client.get(PAGE, asked)
    assert answer.status_code == 200
    return " ".join(unescape(answer.content.decode()).split())


def test_the_week_of_the_own_store(manager_client: Client, clerk: Actor, store: Store) -> None:
    busy(clerk)
    page = shown(manager_client)
    for words in ("DL01 Mi Home Nehru Place", clerk.name, "sold today", "Why claims were refused", "Exceptions by person"):
        assert words in page
    assert 'aria-label="Upgrades a day, 28 days: from 0 to 1, at most 1"' in page
    main = page[page.index("sold today") - 200 :]
    for link in set(re.findall(r'href="(/counter/[^"#]+)"', main)):
        assert manager_client.get(link).status_code == 200, link


def test_a_store_without_sales(manager_client: Client) -> None:
    assert "Nothing was sold in four weeks" in shown(manager_client)


def test_who_sees_which(
    manager_client: Client, clerk_client: Client, head_office_client: Client, other_store: Store, client: Client
) -> None:
    assert clerk_client.get(PAGE).status_code == 403
    assert manager_client.get(PAGE, {"store": "MH01"}).status_code == 404
    assert "MH01 Mi Studio Andheri" in shown(head_office_client, store="MH01")
    assert head_office_client.get(PAGE, {"store": "XX99"}).status_code == 404
    assert client.get(PAGE).headers["Location"].startswith("/accounts/login/")


def test_the_way_there_is_for_managers(manager_client: Client, clerk_client: Client) -> None:
    assert f'href="{PAGE}"' in manager_client.get("/counter/").content.decode()
    assert f'href="{PAGE}"' not in clerk_client.get("/counter/").content.decode()
