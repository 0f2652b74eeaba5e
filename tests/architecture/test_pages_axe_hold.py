"""The pages of what a customer holds: axe finds nothing, nothing scrolls sideways, in each state and both languages."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.conf import settings
from django.test import Client

from stores.models import StaffUser
from tests.architecture.eyes import Eyes, eyes
from tests.factories.claims import old_plan, opened
from tests.factories.plans import sellable, sold
from tests.factories.tokens import given_back, reserved
from upgrade_program.customers.sessions import begin_session
from upgrade_program.kernel.actor import Actor

__all__ = ["eyes"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_pages_of_what_is_held(
    clerk: Actor, clerk_user: StaffUser, client_for: Callable[[StaffUser], Client], eyes: Callable[[], Eyes], at: datetime
) -> None:
    window, phone = eyes(), sellable()
    plan, claimed = (old_plan(actor=clerk, variant=phone, at=at - timedelta(days=179)) for _ in range(2))
    young = sold(actor=clerk, variant=phone, at=at)
    opened(claimed, actor=clerk, at=at)
    key, _ = begin_session(customer=plan.customer, at=at)

    def both(path: str) -> None:
        for language in ("en", "hi"):
            window.keep(settings.LANGUAGE_COOKIE_NAME, language)
            window.open(path)

    window.keep(settings.CUSTOMER_COOKIE_NAME, key)
    hold = f"/me/plans/{plan.number}/hold/"
    both(hold)
    reserved(plan, at=at)
    both(hold)
    window.page.locator("summary").first.click()
    window.look("what is held, before it is given back")
    both(f"/me/plans/{plan.number}/")
    window.keep(settings.LANGUAGE_COOKIE_NAME, "en")
    window.keep(settings.SESSION_COOKIE_NAME, str(client_for(clerk_user).session.session_key))
    window.open(f"/counter/plans/{plan.number}/")
    given_back(plan, at=at + timedelta(minutes=1))
    both(hold)
    both(f"/me/plans/{young.number}/hold/")
    both(f"/me/plans/{claimed.number}/hold/")
    both(f"/p/{plan.links.get().token}/")
