"""A stopped model as a till meets it: listed with a reason, estimated, refused; and sold again once the stop is lifted."""

from __future__ import annotations

import pytest

from stores.clock import now
from tests.factories.plans import sellable
from tests.factories.stops import lifted, stopped
from tests.interfaces.api.till import Till, refused, said, sale, traces
from upgrade_program.catalog.models import Variant
from upgrade_program.kernel.actor import Actor

pytestmark = pytest.mark.django_db


def test_a_stopped_model_is_refused_at_once_and_sold_once_lifted(till: Till, phone: Variant, head_office: Actor) -> None:
    assert till.sell(sale()).status_code == 201
    stop = stopped(head_office, phone.model, at=now())
    before = traces()
    problem = refused(till.sell(sale()), 409, "not_eligible", "sku")
    assert problem["detail"].startswith("Selling of Redmi Note 9 Pro is stopped by head office since 3 May 2027, 11:42.")
    assert traces() == before
    lifted(head_office, stop, at=now())
    assert till.sell(sale()).status_code == 201


def test_list_and_estimate_say_so(till: Till, nobody: Till, phone: Variant, head_office: Actor) -> None:
    sellable(name="Redmi Note 9", srp=11_999, price=449)
    stopped(head_office, phone.model, at=now())
    listed = [(one["model"], one["sellable"], one["reason"]) for one in said(till.get("/api/v1/variants/?q=note"))["results"]]
    assert listed == [("Redmi Note 9", True, None), ("Redmi Note 9 Pro", False, "not_eligible")]
    estimate = said(nobody.get(f"/api/v1/estimate/?sku={phone.sku}"))
    assert (estimate["sellable"], estimate["reason"]) == (False, "not_eligible")


def test_a_plan_sold_before_keeps_its_value(till: Till, phone: Variant, head_office: Actor) -> None:
    number = said(till.sell(sale()))["number"]
    before = said(till.get(f"/api/v1/plans/{number}/value/"))
    stopped(head_office, phone.model, at=now())
    assert said(till.get(f"/api/v1/plans/{number}/value/")) == before
