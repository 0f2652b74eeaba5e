"""Pages that look otherwise with each state of a claim or for each role: the customer's page, approvals, asking, look-up, transfer."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from io import BytesIO
from typing import Any

import pytest
from django.test import Client

from stores.access import actor_for
from stores.clock import local_day
from stores.models import StaffUser
from tests.access.people import Who
from tests.access.world import World
from tests.architecture.eyes import Eyes, eyes, world
from tests.factories import claims
from tests.factories.claims import CLEAN, old_plan
from tests.factories.life import allowing_transfer
from tests.factories.plans import sellable
from tests.foundation.photos.makers import jpeg
from upgrade_program.buyback.models import Claim
from upgrade_program.buyback.refusals import GateFailed
from upgrade_program.buyback.services import decline_claim, record_look_up
from upgrade_program.kernel.actor import Actor
from upgrade_program.kernel.months import anniversary
from upgrade_program.plans.models import Plan
from upgrade_program.plans.queries import link_of

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
__all__ = ["eyes", "world"]  # fixtures of the neighbour


def aged(clerk: Actor, *, at: datetime, days: int = 179) -> Plan:
    return old_plan(actor=clerk, variant=sellable(), at=at - timedelta(days=days), customer_mobile="98731 40962")


def every_claim(world: World) -> Iterator[tuple[str, Claim]]:
    """A claim in each state: those of the world, and the two that end quietly."""
    clerk, at = actor_for(world.staff[Who.CLERK], world.ours.store), world.at
    yield from world.ours.claims.items()
    declined = claims.opened(aged(clerk, at=at), actor=clerk, at=at)
    yield "declined", decline_claim(number=declined.number, reason="wants to wait", actor=clerk, at=at, on=local_day(at))
    yield "lapsed", claims.opened(aged(clerk, at=at), actor=clerk, at=at - timedelta(days=10))


def test_the_customers_page_in_every_state_of_a_claim(world: World, eyes: Callable[[], Eyes]) -> None:
    window, seen = eyes(), set()
    for state, claim in every_claim(world):
        link = link_of(claim.plan)
        assert link is not None
        for language in ("en", "hi") if state in {"offered", "refused", "settled"} else ("en",):
            window.page.context.add_cookies([{"name": "django_language", "value": language, "url": window.address}])
            window.open(f"/p/{link.token}/")
            seen.add(window.page.locator("main .msg h2").inner_text())
    assert len(seen) == 9 + 3, seen


def test_asking_for_an_exception_and_the_desk_of_each_role(world: World, eyes: Callable[[], Eyes]) -> None:
    clerk = actor_for(world.staff[Who.CLERK], world.ours.store)
    worn = claims.inspected(aged(clerk, at=world.at), actor=clerk, at=world.at, answers=CLEAN | {"display": "major"})
    today = local_day(world.at)
    since = {days: (today - anniversary(today - timedelta(days=days), 6)).days for days in range(178, 200)}
    ended = next(days for days, past in since.items() if past >= 1)
    late = aged(clerk, at=world.at, days=ended)  # a tier has just ended: yesterday, or some days before where February had no such day
    window = eyes()
    window.enter(world.sessions[Who.CLERK])
    for path, field, right in (
        (f"/counter/claims/{worn.number}/override/", "amount", "500"),
        (f"/counter/plans/{late.number}/extension/", "days", str(max(3, since[ended]))),
    ):
        window.open(path)
        with window.page.expect_navigation():
            window.page.keyboard.press("Tab")
            window.page.locator("main form .btn-primary").click()
        assert window.page.locator("[aria-invalid=true]").count() > 0
        window.look(f"{path} with its refusals")
        window.page.fill(f"[name={field}]", right)
        window.page.fill("[name=reason]", "Store was closed by flood")
        with window.page.expect_navigation():
            window.page.locator("main form .btn-primary").click()
        assert "override" not in window.page.url
        assert "extension" not in window.page.url
        window.look(f"{path} asked")
    window.open("/counter/approvals/")
    for person in (Who.HEAD_OFFICE, Who.AUDITOR):
        window.enter(world.sessions[person])
        window.open("/counter/approvals/")
        window.open("/counter/approvals/?store=MH01")


def test_the_look_up_and_the_transfer(
    clerk: Actor, clerk_user: StaffUser, client_for: Callable[[StaffUser], Client], eyes: Callable[[], Eyes], settings: Any, at: datetime
) -> None:
    claim = claims.opened(aged(clerk, at=at), actor=clerk, at=at)
    with pytest.raises(GateFailed):
        record_look_up(number=claim.number, result="blocked", file=BytesIO(jpeg()), actor=clerk, at=at, on=local_day(at))
    plan = allowing_transfer(aged(clerk, at=at))
    window = eyes()
    window.enter(str(client_for(clerk_user).session.session_key))
    window.open(f"/counter/claims/{claim.number}/")
    settings.BLACKLIST = "upgrade_program.buyback.blacklist.HttpBlacklist"
    settings.BLACKLIST_SERVICE = {"url": "http://127.0.0.1:1/", "key": "", "key_header": "X-Key", "name": "Sanchar Saathi"}
    window.open(f"/counter/claims/{claim.number}/")
    with window.page.expect_navigation():
        window.page.get_by_role("button", name="Look up now").click()
    assert window.page.locator("text=does not answer at the moment").count() == 1
    window.look("the look-up while the service is silent")
    window.open(f"/counter/plans/{plan.number}/transfer/")
    for button in ("Give it to them", "Send the code"):
        with window.page.expect_navigation():
            window.page.get_by_role("button", name=button).first.click()
        window.look(f"the transfer after {button!r}")
