"""The demo goes into an empty database with DEMO=1, and nowhere else."""

from __future__ import annotations

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from stores.clock import now
from stores.models import Store
from tests.factories.stores import StoreFactory
from upgrade_program.demo.making import DemoNotAllowed, NotADemoDatabase, load_demo
from upgrade_program.plans.models import Plan

pytestmark = pytest.mark.django_db


def quiet(done: int, total: int) -> None:
    """No bar in tests."""


def test_a_database_with_other_stores_is_left_alone():
    StoreFactory(code="REAL01")
    with pytest.raises(NotADemoDatabase) as no:
        load_demo(at=now(), on_progress=quiet)
    assert no.value.code == "not_a_demo"
    assert Store.objects.count() == 1
    assert not Plan.objects.exists()


def test_without_demo_there_is_no_demo(settings):
    settings.DEMO = False
    with pytest.raises(DemoNotAllowed) as no:
        load_demo(at=now(), on_progress=quiet)
    assert no.value.code == "demo_off"
    with pytest.raises(CommandError, match="The demo is off"):
        call_command("load_demo")
    assert not Store.objects.exists()
