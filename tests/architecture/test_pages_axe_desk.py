"""The pages of head office: axe finds nothing of ours, nothing scrolls sideways, the console is quiet."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.test import Client

from stores.clock import local_day, now
from stores.models import StaffUser
from tests.access.people import Who
from tests.access.world import World
from tests.architecture.eyes import DESK, OFFICE, UNFOLDS_OWN, Eyes, eyes, path_of, visited_as, world
from tests.factories.plans import sellable
from upgrade_program.foundation.saved_views.services import save_view
from upgrade_program.kernel.actor import Actor, Role
from upgrade_program.reporting.exposure.counting import build as build_exposure
from upgrade_program.reporting.kept_trials import reckon_next

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
__all__ = ["eyes", "world"]  # fixtures of eyes.py


def test_the_desk(world: World, eyes: Callable[[], Eyes]) -> None:
    window = eyes()
    window.enter(world.sessions[Who.HEAD_OFFICE])
    window.open("/admin/exposure/", excused=UNFOLDS_OWN)  # before anything was counted
    build_exposure(on=local_day(world.at), at=world.at)
    for route in visited_as(Who.HEAD_OFFICE):
        if route.name in DESK:
            window.open(path_of(world, route), excused={} if route.name in OFFICE else UNFOLDS_OWN)
    draft = f"/admin/terms/drafts/{world.rule_drafts['admin:terms_draft']}/"
    while reckon_next(at=now()):  # asked for by the look above
        pass
    window.open(draft, excused=UNFOLDS_OWN)
    assert window.page.locator("#trial table").count() == 2
    falls = world.ours.claimable.fall_days[0] + timedelta(days=1)
    window.open(f"/admin/exposure/calendar/?month={falls:%Y-%m}&store={world.ours.store.pk}", excused=UNFOLDS_OWN)
    window.open(f"/admin/exposure/plans/?falls={falls.isoformat()}", excused=UNFOLDS_OWN)
    window.open(f"/admin/exposure/plans/?store={world.ours.store.pk}", excused=UNFOLDS_OWN)


def test_saved_views_of_the_pricing_desk(
    head_office_user: StaffUser, head_office_client: Client, eyes: Callable[[], Eyes], at: datetime
) -> None:
    """The forms open, with a refusal in them, and a name as long as one may be; a column that sorts, and a table with nothing in it."""
    sellable()
    office, colleague = (Actor(role=Role.HEAD_OFFICE, staff_id=pk, name="Meera Joshi") for pk in (head_office_user.pk, 999_999))
    own = save_view(actor=office, place="prices", name="W" * 40, query="q=&show=&sort=-srp", shared=True, at=at)
    theirs = save_view(actor=colleague, place="prices", name="Nothing", query="q=nokia&show=&sort=", shared=True, at=at)
    window = eyes()
    window.enter(str(head_office_client.session.session_key))
    window.page.goto(f"{window.address}/admin/prices/?{own.query}&view={own.pk}")
    for summary in window.page.locator("summary", has_text="view").all():
        summary.click()
    window.look("a view of one's own, opened", excused=UNFOLDS_OWN)
    window.page.get_by_label("Name of the view").last.fill("NOTHING")
    window.page.get_by_label("Shared with all of head office").last.check()
    with window.page.expect_navigation():
        window.page.get_by_role("button", name="Save the view").press("Enter")
    assert window.page.get_by_text("There is a view of this name already").is_visible()
    window.look("a view refused", excused=UNFOLDS_OWN)
    window.open(f"/admin/prices/?{theirs.query}&view={theirs.pk}", excused=UNFOLDS_OWN)
