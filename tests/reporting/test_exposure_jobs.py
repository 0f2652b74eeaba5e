"""The jobs of what is owed: what beat starts, what the nightly check says, and what the past teaches."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.core.management import call_command

from stores.clock import local_day
from tests.factories.claims import days_after, offered, old_plan, settled
from tests.factories.plans import AT, TODAY, days_ago, sold
from tests.factories.stores import StoreFactory
from tests.reporting.test_exposure import hear
from upgrade_program.foundation.outbox.models import Message
from upgrade_program.foundation.outbox.services import deliver_due
from upgrade_program.kernel.actor import Actor
from upgrade_program.reporting.exposure import standing as standings
from upgrade_program.reporting.exposure.checking import check
from upgrade_program.reporting.exposure.counting import build, count, counting
from upgrade_program.reporting.exposure.standing import standing
from upgrade_program.reporting.models import ExposureRun, ExposureStep, RedemptionShare
from upgrade_program.reporting.tasks import exposure, exposure_check

pytestmark = pytest.mark.django_db


def shares() -> list[tuple[int, int, int]]:
    return list(RedemptionShare.objects.values_list("tier", "reached", "redeemed"))


def test_the_share_is_of_those_that_reached_a_tier_which_is_over(clerk: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    old_plan(actor=clerk)
    settled(offered(old_plan(actor=clerk), actor=clerk), actor=clerk)  # in the first tier, through 5 May
    hear()
    check(on=TODAY, at=AT)
    assert shares() == [], "the tier goes on"
    later = days_after(4)
    check(on=local_day(later), at=later)
    assert shares() == [(1, 2, 1)]
    last = days_after(400)
    check(on=local_day(last), at=last)
    assert shares() == [(1, 2, 1), (2, 1, 0), (3, 1, 0), (4, 1, 0)]
    sold(actor=clerk, at=days_ago(120))
    build(on=TODAY, at=AT)  # what stands there is of another day by now
    row = standing(on=TODAY).tiers[0]
    assert (row.plans, row.owed, row.share, row.expected) == (2, 19_598, None, None)
    monkeypatch.setattr(standings, "ENOUGH", 2)
    assert (row.percent, row.expected, row.expected_plans) == (Decimal("50.0"), 9_799, 1)


def test_beat_counts_and_the_nightly_check_fails_loudly(clerk: Actor) -> None:
    old_plan(actor=clerk)
    with time_machine.travel(AT, tick=False):
        exposure()
        assert standing(on=TODAY).owed == 9_799
        exposure_check()
        ExposureStep.objects.filter(axis="model").update(entered=7)
        with pytest.raises(RuntimeError, match="steps of what is owed differ"):
            exposure_check()
    run = ExposureRun.objects.get()
    assert (run.checked_at, run.missed_plans) == (AT, 0)
    assert run.wrong_steps > 0


def test_who_finds_it_being_counted_leaves_it_alone(clerk: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    old_plan(actor=clerk)
    monkeypatch.setattr(ExposureRun.objects.__class__, "select_for_update", lambda *args, **kwargs: ExposureRun.objects.none())
    assert (count(on=TODAY, at=AT), build(on=TODAY, at=AT), check(on=TODAY, at=AT)) == (0, False, None)
    with counting() as run:
        assert run is None
    assert not ExposureStep.objects.exists()


def test_the_command_counts_anew_and_checks(clerk: Actor, capsys: Any) -> None:
    old_plan(actor=clerk)
    with time_machine.travel(AT, tick=False):
        call_command("count_exposure", "--anew")
        assert standing(on=TODAY).owed == 9_799
        with pytest.raises(SystemExit) as ended:
            call_command("count_exposure", "--check")
        assert ended.value.code == 0
        ExposureStep.objects.filter(axis="model").update(entered=7)
        with pytest.raises(SystemExit) as ended:
            call_command("count_exposure", "--check")
        assert ended.value.code == 1
    assert "Every step is the sum of its plans." in capsys.readouterr().out


def test_news_of_a_plan_nobody_has_is_no_fault() -> None:
    StoreFactory()
    build(on=TODAY, at=AT)
    Message.objects.create(topic="plan.extended", cause="x", payload={"plan_id": 10**9}, recorded_at=AT, due_at=AT, last_error="")
    assert not check(on=TODAY, at=AT + timedelta(minutes=1))
    while deliver_due(at=AT):
        pass
    assert count(on=TODAY, at=AT) == 1
