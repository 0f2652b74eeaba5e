"""A change is allowed while sales are under way: what they write later is not among the rows of the proof, and the proof holds."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Event

import pytest
from django.db import connections, transaction

from stores.clock import start_of_day
from tests.factories.plans import AT, TODAY, sellable, sold
from tests.factories.rates import rate_from
from tests.factories.terms import published
from upgrade_program.drafts.models import Draft
from upgrade_program.foundation.database import proof
from upgrade_program.kernel.actor import Actor
from upgrade_program.plans.models import Plan
from upgrade_program.usecases.proving import Shown
from upgrade_program.usecases.rulebook import rate_proof, terms_proof

pytestmark = pytest.mark.django_db(transaction=True)
TOMORROW = TODAY + timedelta(days=1)
GRANTED = start_of_day(TOMORROW) - timedelta(hours=1)
KINDS: dict[str, tuple[Callable[[], object], Callable[[Draft], Shown | None]]] = {
    "terms": (lambda: published(TOMORROW, at=GRANTED, free_look_days=9), terms_proof),
    "rate": (lambda: rate_from(TOMORROW, at=GRANTED), rate_proof),
}


def _granted_amid_a_sale(clerk: Actor, other_clerk: Actor, *, kind: str) -> Shown:
    """Somebody's sale has its rows and no commit yet, another one of after it is through, and then the change is allowed."""
    grant, proved = KINDS[kind]
    variant, written, go_on = sellable(), Event(), Event()
    sold(actor=clerk, variant=variant, at=AT)

    def slow_sale() -> None:
        try:
            with transaction.atomic():
                sold(actor=clerk, variant=variant, at=GRANTED - timedelta(seconds=7), customer_mobile="98104 55422")
                written.set()
                go_on.wait(20)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as till:
        slow = till.submit(slow_sale)
        assert written.wait(20)
        sold(actor=other_clerk, variant=variant, at=GRANTED - timedelta(seconds=2), customer_mobile="98104 55423")
        grant()
        go_on.set()
        slow.result()
    assert Plan.objects.count() == 3
    shown = proved(Draft.objects.get())
    assert shown is not None
    return shown


@pytest.mark.parametrize("kind", KINDS)
def test_a_sale_that_was_under_way_does_not_break_the_proof(clerk: Actor, other_clerk: Actor, kind: str) -> None:
    shown = _granted_amid_a_sale(clerk, other_clerk, kind=kind)
    assert (shown.holds, shown.then.plans) == (True, 1)


@pytest.mark.parametrize("kind", KINDS)
def test_control_with_the_last_seconds_in_it_breaks(clerk: Actor, other_clerk: Actor, kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(proof, "UNDER_WAY", timedelta(0))
    shown = _granted_amid_a_sale(clerk, other_clerk, kind=kind)
    assert (shown.holds, shown.then.plans, shown.now.plans) == (False, 2, 3)
