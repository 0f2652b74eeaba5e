"""The pages of head office: axe finds nothing of ours, nothing scrolls sideways, the console is quiet."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from stores.clock import local_day
from tests.access.people import Who
from tests.access.world import World
from tests.architecture.eyes import DESK, OFFICE, UNFOLDS_OWN, Eyes, eyes, path_of, visited_as, world
from upgrade_program.reporting.exposure.counting import build as build_exposure

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
__all__ = ["eyes", "world"]  # fixtures of eyes.py


def test_the_desk(world: World, eyes: Callable[[], Eyes]) -> None:
    window = eyes()
    window.sign_in("headoffice")
    window.open("/admin/exposure/", excused=UNFOLDS_OWN)  # before anything was counted
    build_exposure(on=local_day(world.at), at=world.at)
    for route in visited_as(Who.HEAD_OFFICE):
        if route.name in DESK:
            window.open(path_of(world, route), excused={} if route.name in OFFICE else UNFOLDS_OWN)
    falls = world.ours.claimable.fall_days[0] + timedelta(days=1)
    window.open(f"/admin/exposure/calendar/?month={falls:%Y-%m}&store={world.ours.store.pk}", excused=UNFOLDS_OWN)
    window.open(f"/admin/exposure/plans/?falls={falls.isoformat()}", excused=UNFOLDS_OWN)
    window.open(f"/admin/exposure/plans/?store={world.ours.store.pk}", excused=UNFOLDS_OWN)
