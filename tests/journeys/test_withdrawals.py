"""In a browser: what was granted for a later day is withdrawn with a reason, and stands withdrawn afterwards; in the hand and dark."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from stores.clock import now, store_today
from stores.models import StaffUser
from tests.architecture.eyes import UNFOLDS_OWN
from tests.factories.plans import sellable, sold
from tests.factories.rates import rate_from
from tests.factories.terms import published
from tests.journeys.conftest import Window
from tests.journeys.two_people import complaints
from upgrade_program.drafts.models import Draft, Withdrawal
from upgrade_program.kernel.actor import Actor

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def _planned(noun: str) -> Draft:
    day, at = store_today() + timedelta(days=1), now() - timedelta(seconds=5)
    row = published(day, at=at, free_look_days=9) if noun == "terms" else rate_from(day, at=at)
    assert row.draft is not None
    return row.draft


@pytest.mark.parametrize("noun", ["terms", "tax"])
def test_what_is_planned_is_withdrawn(noun: str, window: Callable[..., Window], head_office_user: StaffUser, clerk: Actor) -> None:
    sellable()
    sold(actor=clerk, at=now() - timedelta(minutes=5))
    draft = _planned(noun)
    seen = window(user=head_office_user)
    page = seen.page
    page.goto(f"/admin/{noun}/")
    seen.fits(f"{noun}-planned-list")
    page.get_by_role("link", name="Withdraw").click()
    page.wait_for_url(f"**/admin/{noun}/drafts/{draft.pk}/#withdraw")
    seen.readable_everywhere(f"{noun}-withdraw", excused=UNFOLDS_OWN)
    page.get_by_role("button", name="Withdraw").click()
    page.locator("[aria-invalid]").first.wait_for()
    page.get_by_text("A reason is needed").wait_for()
    assert not Withdrawal.objects.exists()
    seen.fits(f"{noun}-withdraw-refused")
    page.fill("#id_reason", "A figure was typed wrong")
    page.get_by_role("button", name="Withdraw").click()
    page.get_by_text("Was to begin").wait_for()
    page.get_by_text("A figure was typed wrong").wait_for()
    assert page.get_by_role("button", name="Withdraw").count() == 0
    assert Withdrawal.objects.get().by == head_office_user
    seen.readable_everywhere(f"{noun}-withdrawn", excused=UNFOLDS_OWN)
    page.goto(f"/admin/{noun}/")
    assert page.get_by_text("A figure was typed wrong").is_visible()
    seen.readable_everywhere(f"{noun}-withdrawn-list", excused=UNFOLDS_OWN)
    dark = window(user=head_office_user, scheme="dark")
    for name, address in (("list", f"/admin/{noun}/"), ("page", f"/admin/{noun}/drafts/{draft.pk}/")):
        dark.page.goto(address)
        dark.readable(excused=UNFOLDS_OWN)
        dark.fits(f"{noun}-withdrawn-dark-{name}")
    assert complaints(seen, dark) == []
