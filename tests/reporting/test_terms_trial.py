"""What drafted terms would have promised and paid: the summing statement gives what the engine gives, plan by plan and day by day."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from hypothesis import HealthCheck, given
from hypothesis import settings as trying
from hypothesis import strategies as st

from stores.clock import local_day, start_of_day
from tests.factories.claims import CLEAN, new_phone, offered, old_plan, settled
from tests.factories.codes import cancelled
from tests.factories.plans import AT, TODAY, programme, sellable, sold
from tests.factories.terms import changed, published
from upgrade_program.buyback.models import Settlement
from upgrade_program.buyback.valuation import exchange, worth
from upgrade_program.kernel.actor import Actor
from upgrade_program.kernel.months import anniversary
from upgrade_program.plans.enums import Basis
from upgrade_program.plans.models import Plan
from upgrade_program.plans.proposal import Proposal
from upgrade_program.plans.queries import terms_by_id
from upgrade_program.plans.terms import Promise, Terms, assured_value, tier_on, tier_table, value_base
from upgrade_program.reporting import terms_trial
from upgrade_program.reporting.terms_trial import Trial, trial_of
from upgrade_program.usecases.decide import allow, ask_for_extension

pytestmark = pytest.mark.django_db
UNTIL = AT + timedelta(days=40)


@pytest.fixture
def plans(manager: Actor) -> list[Plan]:
    """Plans of odd SRPs and phone prices over two versions of the terms, one of them cancelled before it was paid."""
    programme()
    published(TODAY + timedelta(days=10), tiers=((3, 7, 65), (7, 12, 45)))
    made = []
    for number, (srp, price, days) in enumerate(((10_001, 9_999, 0), (13_999, 13_999, 3), (10_001, 8_765, 12), (16_499, 15_001, 30))):
        variant = sellable(name=f"Redmi Odd {srp}", srp=srp)
        wishes: dict[str, Any] = {"phone_invoice_price": Decimal(price), "phone_invoice_number": f"O/{number}"}
        made.append(sold(actor=manager, variant=variant, at=AT + timedelta(days=days), customer_mobile=f"98104 5550{number}", **wishes))
    return made


def by_engine(proposal: Proposal, plans: list[Plan], trial: Trial) -> list[tuple[int, int, Decimal, Decimal]]:
    """The bands again: each plan's promise valued on a day inside the band, by its own terms and by the draft's."""
    rows = []
    for band in trial.bands:
        now = then = Decimal(0)
        for plan in plans:
            first, last = anniversary(plan.bill_date, band.after) + timedelta(days=1), anniversary(plan.bill_date, band.through)
            terms = proposal.terms()
            base = value_base(terms, srp=plan.srp, phone_price=plan.phone_invoice_price)
            drafted = Promise(terms=terms, bill_date=plan.bill_date, base=base)
            own = Promise(terms=plan.promise.terms, bill_date=plan.bill_date, base=plan.base)
            values = {(assured_value(own, on=day).assured, assured_value(drafted, on=day).assured) for day in (first, last)}
            assert len(values) == 1, "one value from the first to the last day of a band"
            now, then = now + next(iter(values))[0], then + next(iter(values))[1]
        rows.append((band.after, band.through, now, then))
    return rows


falling = st.lists(st.integers(0, 15), min_size=2, max_size=6, unique=True).flatmap(
    lambda months: st.lists(st.integers(1, 100), min_size=len(months) - 1, max_size=len(months) - 1, unique=True).map(
        lambda shares: tuple(zip(sorted(months), sorted(months)[1:], sorted(shares, reverse=True), strict=False))
    )
)


@trying(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(tiers=falling, basis=st.sampled_from(Basis))
def test_the_summing_statement_gives_what_the_engine_gives(
    plans: list[Plan], tiers: tuple[tuple[int, int, int], ...], basis: Basis
) -> None:
    proposal = changed(tiers=tiers, basis=basis)
    trial = trial_of(proposal, at=UNTIL)
    assert trial.plans == len(plans)
    assert [(band.after, band.through, band.now, band.then) for band in trial.bands] == by_engine(proposal, plans, trial)


ROW = re.compile(r"^\| (\d+) to (\d+) \| (\d+) \| (\d+) \| (-?\d+) \|$", re.M)


def test_the_table_of_the_prose_is_true(clerk: Actor) -> None:
    """Read from plans/README.md, and reckoned by hand there."""
    rows = ROW.findall((Path(settings.BASE_DIR) / "upgrade_program" / "plans" / "README.md").read_text())
    sold(actor=clerk, variant=sellable(name="Redmi Odd", srp=10_001), phone_invoice_price=Decimal(9_999))
    trial = trial_of(changed(tiers=((3, 6, 75), (6, 9, 60), (9, 14, 50))), at=UNTIL)
    assert [(one.after, one.through, one.now, one.then, one.difference) for one in trial.bands] == [tuple(map(int, row)) for row in rows]
    assert [(one.shares, one.share) for one in trial.bands] == [((70,), 75), ((60,), 60), ((50,), 50), ((40,), 50), ((40,), 0)]


def test_plans_of_before_the_year_and_cancelled_ones_are_left_out(clerk: Actor) -> None:
    plan = sold(actor=clerk)
    assert trial_of(changed(), at=plan.sold_at).plans == 0
    assert trial_of(changed(), at=plan.sold_at + timedelta(days=365)).plans == 1
    over = trial_of(changed(), at=plan.sold_at + timedelta(days=365, microseconds=1))
    assert (over.plans, over.bands, over.paid) == (0, [], [])


def test_the_same_terms_change_nothing(plans: list[Plan]) -> None:
    trial = trial_of(replace(changed(), tiers=plans[0].promise.terms.tiers), at=start_of_day(TODAY + timedelta(days=5)))
    assert [band.difference for band in trial.bands] == [0, 0, 0, 0]


# Upgrades


def test_an_upgrade_is_checked_again_by_the_draft(clerk: Actor) -> None:
    """Taken back at 70 % of ₹13,999 = ₹9,799 with a scratched display: 10 % are ₹980, 20 % would be ₹1,960."""
    settled(offered(old_plan(actor=clerk), actor=clerk, answers=CLEAN | {"display": "minor"}), actor=clerk)
    until = AT + timedelta(days=1)
    (row,) = trial_of(changed(), at=until).paid
    assert (row.percent, row.upgrades, row.now, row.then) == (70, 1, 8_819, 8_819)
    questions = changed().questions
    dearer = changed(questions=(replace(questions[0], minor=20), *questions[1:]))
    (row,) = trial_of(dearer, at=until).paid
    assert (row.now, row.then, row.difference) == (8_819, 7_839, -980)
    (row,) = trial_of(changed(tiers=((0, 1, 40),)), at=until).paid
    assert (row.then, row.difference) == (0, -8_819)
    assert trial_of(changed(), at=AT).paid == []


def test_a_tier_that_was_held_past_its_end_is_checked_as_of_its_last_day(clerk: Actor, manager: Actor) -> None:
    """Billed on 5 Nov 2026, 70 % through 5 May; extended, opened on 7 May at 70 %: the same terms would have paid the same."""
    plan, opened = old_plan(actor=clerk), AT + timedelta(days=4)
    asked = ask_for_extension(actor=clerk, number=plan.number, days=3, reason="Store flooded", at=opened, on=local_day(opened))
    allow(actor=manager, approval_id=asked.pk, at=opened, on=local_day(opened))
    plan.refresh_from_db()
    settled(offered(plan, actor=clerk, at=opened), actor=clerk, at=opened)
    until = opened + timedelta(days=1)
    (row,) = trial_of(changed(), at=until).paid
    assert (row.percent, row.now, row.difference) == (70, 9_799, 0)
    (row,) = trial_of(changed(tiers=((3, 6, 80), (6, 9, 60))), at=until).paid
    assert row.then == 11_199
    (row,) = trial_of(changed(tiers=((3, 5, 80), (5, 9, 60))), at=until).paid
    assert row.then == 8_399


@pytest.fixture
def upgrades(clerk: Actor) -> list[Settlement]:
    """Of odd SRPs, in two tiers, with none, some and far too many faults; one new phone costs less than the old one brings."""
    found = []
    for number, (srp, days, answers, price) in enumerate(
        (
            (10_001, 0, {}, 21_999),
            (13_999, 3, {"display": "minor", "body": "minor", "wifi": "minor"}, 21_999),
            (16_499, 0, dict.fromkeys(CLEAN, "major"), 21_999),
            (20_011, 3, {"sound": "minor"}, 7_001),
        )
    ):
        at = AT + timedelta(days=days)
        plan = old_plan(actor=clerk, variant=sellable(name=f"Redmi Odd {srp}", srp=srp), phone_invoice_number=f"O/{number}")
        variant = sellable(name=f"Redmi New {price}", srp=price, price=799)
        claim = offered(plan, actor=clerk, at=at, answers=CLEAN | answers)
        found.append(settled(claim, actor=clerk, at=at, phone=new_phone(variant, price=Decimal(price)), acknowledged=True))
    return found


def exchanged(proposal: Proposal, upgrade: Settlement) -> Decimal:
    """What the engine itself would set against the new phone."""
    terms, plan, claim = proposal.terms(), upgrade.plan, upgrade.claim
    base = value_base(terms, srp=plan.srp, phone_price=plan.phone_invoice_price)
    tier = tier_on(tier_table(terms, bill_date=plan.bill_date, base=base), on=claim.opened_on)
    if tier is None:
        return Decimal(0)
    value = worth(terms.checks, claim.found, percent=tier.percent, assured=tier.value, waived=claim.waived)
    return exchange(value.payable, price=upgrade.new_price).amount


@trying(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(tiers=falling, basis=st.sampled_from(Basis), off=st.lists(st.integers(0, 50), min_size=16, max_size=16))
def test_upgrades_are_worth_what_the_engine_says(
    upgrades: list[Settlement], tiers: tuple[tuple[int, int, int], ...], basis: Basis, off: list[int]
) -> None:
    pairs = [sorted(pair) for pair in zip(off[::2], off[1::2], strict=True)]
    asked = (replace(one, minor=least, major=most) for one, (least, most) in zip(changed().questions, pairs, strict=True))
    proposal = changed(tiers=tiers, basis=basis, questions=tuple(asked))
    sums: dict[int, tuple[int, Decimal, Decimal]] = {}
    for one in upgrades:
        count, now, then = sums.get(one.claim.percent, (0, Decimal(0), Decimal(0)))
        sums[one.claim.percent] = count + 1, now + one.exchange, then + exchanged(proposal, one)
    trial = trial_of(proposal, at=UNTIL)
    assert {row.percent: (row.upgrades, row.now, row.then) for row in trial.paid} == sums
    assert trial.upgrades == len(upgrades)


def test_the_only_plan_of_a_version_may_be_cancelled_while_the_trial_is_reckoned(manager: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    """Between any two statements: it counts as it stood when the plans were read, and not at all the next time."""
    programme()
    published(TODAY + timedelta(days=10), tiers=((3, 7, 65), (7, 12, 45)))
    sold(actor=manager, at=AT)
    late = AT + timedelta(days=12)
    only = sold(actor=manager, at=late, phone_invoice_number="O/1")
    assert only.promise.terms.version == 2
    asked: list[int] = []

    def cancelling(pk: int) -> Terms:
        if not asked:
            cancelled(only, actor=manager, at=late)
        asked.append(pk)
        return terms_by_id(pk)

    monkeypatch.setattr(terms_trial, "terms_by_id", cancelling)
    trial = trial_of(changed(), at=UNTIL)
    assert (trial.plans, len(set(asked))) == (2, 2)
    assert {share for band in trial.bands for share in band.shares} == {70, 65, 60, 50, 45, 40, 0}
    after = trial_of(changed(), at=UNTIL)
    assert after.plans == 1
    assert {share for band in after.bands for share in band.shares} == {70, 60, 50, 40}


def test_as_many_statements_for_many_plans_as_for_one(plans: list[Plan], django_assert_max_num_queries: Any) -> None:
    trial_of(changed(), at=UNTIL)  # the terms of a version are kept from now on
    proposal = changed(tiers=((3, 6, 75), (6, 9, 60)))
    with django_assert_max_num_queries(2):
        trial_of(proposal, at=UNTIL)
