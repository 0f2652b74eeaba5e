"""The pricing desk in a browser: typed by keyboard, allowed by another person, each with a second factor; and without scripts."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from stores.clock import now
from stores.models import StaffUser
from tests.factories.plans import sellable
from tests.factories.prices import change_price
from tests.factories.sessions import fresh_code, give_second_factor
from tests.factories.stores import PASSWORD, HeadOfficeFactory
from tests.journeys.conftest import HAND, Window
from upgrade_program.catalog.models import PlanPrice, PriceChangeSet
from upgrade_program.kernel.actor import Actor

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def models(transactional_db: None) -> list[int]:
    """Three models as the table shows them: by name, those with a price first."""
    phones = [
        sellable(name="Redmi Note 9", srp=11_999, price=499),
        sellable(),
        sellable(name="Redmi Note 9 Pro Max", srp=16_499, price=599),
        sellable(name="Redmi Note 10", srp=11_999, price=None),
    ]
    return [phone.model_id for phone in phones]


def sign_in(page: Any, user: StaffUser, to: str) -> None:
    give_second_factor(user)
    page.goto(to)
    page.fill("input[name=login]", user.username)
    page.fill("input[name=password]", PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/accounts/2fa/authenticate/**")
    page.fill("input[name=code]", fresh_code(user))
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{to}")


def cell(model: int) -> str:
    return f"input[name=price-{model}]"


def test_two_people_change_prices(window: Callable[..., Window], models: list[int], head_office_user: StaffUser) -> None:
    maker, checker = window(), window()
    page = maker.page
    sign_in(page, head_office_user, "/admin/prices/")
    page.focus(cell(models[0]))
    page.keyboard.type("529")
    page.keyboard.press("Enter")
    page.keyboard.type("9999")
    page.keyboard.press("ArrowDown")
    page.keyboard.type("649")
    page.keyboard.press("ArrowUp")
    assert page.locator("[data-count]").inner_text() == "3 prices"
    assert page.locator("tr.pd-edited [data-change]").all_inner_texts() == ["+₹30", "+₹9,450", "+₹50"]
    page.fill("#id_reason", "Festival")
    maker.picture("prices-typed")
    page.keyboard.press("Control+Enter")
    page.locator(f"[aria-invalid][name=price-{models[1]}]:focus").wait_for()
    assert "71.4 % of its SRP ₹13,999" in page.locator(".pd-fault").inner_text()
    assert page.input_value(cell(models[0])) == "529"
    maker.picture("prices-refused")
    page.keyboard.type("599")
    page.keyboard.press("Control+Enter")
    page.wait_for_url("**/admin/prices/changes/*/")
    maker.picture("prices-change")
    page.get_by_role("button", name="Ask for approval").click()
    page.get_by_role("button", name="Withdraw").wait_for()
    assert page.get_by_role("button", name="Allow").count() == 0
    assert PlanPrice.objects.count() == 3

    where = f"/admin/prices/changes/{PriceChangeSet.objects.get().pk}/"
    other = checker.page
    sign_in(other, HeadOfficeFactory(username="headoffice2", first_name="Meera", last_name="Joshi"), where)
    other.fill("#id_note", "Agreed")
    other.get_by_role("button", name="Allow").click()
    other.get_by_text("0 changed.").wait_for()
    checker.picture("prices-allowed")
    assert sorted(PlanPrice.objects.filter(change__isnull=False).values_list("amount", flat=True)) == [529, 599, 649]
    other.goto("/admin/prices/changes/")
    checker.picture("prices-history")
    page.goto("/admin/prices/?show=planned")
    assert page.get_by_text("3 models").is_visible()
    maker.picture("prices-planned")
    assert [said for said in maker.complaints + checker.complaints if "422" not in said] == []  # the page that refused a row


def test_a_change_is_rejected_with_a_reason(window: Callable[..., Window], models: list[int], head_office_user: StaffUser) -> None:
    maker, checker = window(user=head_office_user), window(user=HeadOfficeFactory(username="headoffice2"))
    page = maker.page
    page.goto("/admin/prices/")
    page.fill(cell(models[0]), "529")
    page.fill("#id_reason", "Festival")
    page.get_by_role("button", name="Show what would change").click()
    page.get_by_role("button", name="Ask for approval").click()
    page.get_by_role("button", name="Withdraw").wait_for()
    other = checker.page
    other.goto(page.url)
    other.get_by_role("button", name="Reject").click()
    other.get_by_text("A reason is needed").wait_for()
    other.fill("#id_note", "Too dear")
    other.get_by_role("button", name="Reject").click()
    other.get_by_role("heading", name="Rejected").wait_for()
    page.reload()
    assert page.get_by_text("Too dear").is_visible()
    assert PlanPrice.objects.count() == 3


def test_it_works_by_hand_in_the_dark_and_without_scripts(
    window: Callable[..., Window], models: list[int], head_office_user: StaffUser, head_office: Actor
) -> None:
    at = now()
    model = PlanPrice.objects.get(model=models[0]).model
    change_price(maker=head_office, model=model, amount=549, from_at=at + timedelta(days=3), at=at)
    dark = window(user=head_office_user, size=HAND, scheme="dark")
    dark.page.goto("/admin/prices/")
    dark.picture("prices-360-dark")
    assert dark.sideways() <= 0
    plain = window(user=head_office_user, scripts=False)
    page = plain.page
    page.goto("/admin/prices/")
    page.fill(cell(models[1]), "₹599")
    page.fill("#id_reason", "Festival")
    page.get_by_role("button", name="Show what would change").click()
    page.wait_for_url("**/admin/prices/changes/*/")
    assert PriceChangeSet.objects.latest("id").rows.get().amount == Decimal(599)
    wide = window(user=head_office_user, scheme="dark")
    wide.page.goto("/admin/prices/")
    wide.picture("prices-dark")


def test_five_wrong_lines_of_two_hundred_are_corrected_in_the_page(
    window: Callable[..., Window], models: list[int], head_office_user: StaffUser
) -> None:
    lines = [f"Redmi Test {n},,{600 + n}" for n in range(200)]
    for n in range(200):
        sellable(name=f"Redmi Test {n}")
    right = list(lines)
    faults = {3: ",,579", 50: "Redmi Test 50,,five", 77: "Nokia,,579", 120: "Redmi Test 120,,549", 199: "Redmi Test 199,,9"}
    for place, wrong in faults.items():
        lines[place] = wrong
    shown = window(user=head_office_user)
    page = shown.page
    page.goto("/admin/prices/import/")
    file = {"name": "prices.csv", "mimeType": "text/csv", "buffer": ("model,sku,new_price\n" + "\n".join(lines)).encode()}
    page.set_input_files("#id_file", file)
    page.fill("#id_reason", "Festival")
    page.get_by_role("button", name="Show what would change").click()
    page.locator("tbody tr").first.wait_for()
    assert page.locator("tbody th").all_inner_texts() == ["5", "52", "79", "122", "201"]
    shown.picture("prices-import")
    assert shown.sideways() <= 0
    page.fill("#id_text", "model,sku,new_price\n" + "\n".join(right))
    page.get_by_role("button", name="Show what would change").click()
    page.wait_for_url("**/admin/prices/changes/*/")
    assert page.get_by_text("200 prices").is_visible()
    assert PriceChangeSet.objects.get().rows.count() == 200
