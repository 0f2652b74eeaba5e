"""The pages that exist before anybody has signed in, and the ones nobody wants to see."""

from __future__ import annotations

import pytest
from django.template.loader import render_to_string
from django.test import Client

ERRORS = ["400.html", "404.html", "403.html", "403_csrf.html", "500.html"]


@pytest.mark.parametrize("name", ERRORS)
def test_error_pages_need_neither_request_nor_database(name: str) -> None:
    """A 500 is rendered with nothing at hand; the page must still stand."""
    html = render_to_string(name)
    assert "<h1" in html
    assert 'href="/counter/"' in html
    assert "noindex" in html


@pytest.mark.django_db
def test_the_sign_in_page_has_labels_and_keeps_the_name(client: Client) -> None:
    page = client.get("/accounts/login/").content.decode()
    assert '<label class="label mb-1 " for="id_login">User name</label>' in " ".join(page.split())
    answer = client.post("/accounts/login/", {"login": "nobody", "password": "wrong"})
    html = answer.content.decode()
    assert 'role="alert"' in html
    assert 'value="nobody"' in html
    assert "wrong" not in html.split("<main")[1].split("</form>")[0]


@pytest.mark.django_db
def test_pages_allow_no_inline_script(client: Client) -> None:
    answer = client.get("/accounts/login/")
    policy = answer.headers["Content-Security-Policy"]
    assert "unsafe-inline" not in policy
    assert "unsafe-eval" not in policy
    assert " style=" not in answer.content.decode()


@pytest.mark.django_db
def test_sign_up_is_closed_and_says_who_can_help(client: Client) -> None:
    html = client.get("/accounts/signup/").content.decode()
    assert "Accounts are made by head office" in html
