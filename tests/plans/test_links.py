"""How long a link opens a plan: a message's through 30 days after its day, the paper's through 30 days after the plan's last.

Both end at once when the store renews them.
"""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tests.factories.plans import AT, TODAY, sold
from upgrade_program.kernel.actor import Actor
from upgrade_program.plans.link_tokens import SIGNS, link_id_of, message_token
from upgrade_program.plans.models import Plan, PublicLink
from upgrade_program.plans.queries import message_address, plan_behind
from upgrade_program.plans.services import hold, renew_link

pytestmark = pytest.mark.django_db
WRITTEN, LAST = date(2027, 5, 3), date(2027, 6, 2)  # 30 days later
ENDS, OVER = date(2028, 8, 3), date(2028, 9, 2)  # of a plan sold on 3 May 2027, and 30 days later


@pytest.fixture
def plan(clerk: Actor) -> Plan:
    return sold(actor=clerk)


def link(plan: Plan) -> PublicLink:
    return plan.links.get(revoked_at=None)


def in_a_message(plan: Plan, *, on: date = WRITTEN) -> str:
    return message_address(plan, on=on).rstrip("/").rpartition("/")[2]


@pytest.mark.parametrize(("on", "opens"), [(WRITTEN, True), (LAST, True), (LAST + timedelta(days=1), False), (ENDS, False)])
def test_a_messages_link_opens_through_30_days(plan: Plan, on: date, opens: bool) -> None:
    assert (plan_behind(in_a_message(plan), on=on) == plan) is opens


@pytest.mark.parametrize(
    ("on", "opens"), [(WRITTEN, True), (LAST + timedelta(days=1), True), (ENDS, True), (OVER, True), (OVER + timedelta(days=1), False)]
)
def test_the_papers_link_opens_through_30_days_after_the_plans_last_day(plan: Plan, on: date, opens: bool) -> None:
    assert plan.expires_on == ENDS
    assert (plan_behind(link(plan).token, on=on) == plan) is opens


def test_a_hold_beyond_the_last_day_lengthens_the_papers_link(plan: Plan) -> None:
    hold(plan_id=plan.pk, percent=40, through=ENDS + timedelta(days=3))
    assert plan_behind(link(plan).token, on=OVER + timedelta(days=3)) == plan
    assert plan_behind(link(plan).token, on=OVER + timedelta(days=4)) is None


def test_a_message_after_the_end_has_its_30_days_too(plan: Plan) -> None:
    written = OVER + timedelta(days=1)
    assert plan_behind(in_a_message(plan, on=written), on=written + timedelta(days=30)) == plan
    assert plan_behind(in_a_message(plan, on=written), on=written + timedelta(days=31)) is None


def test_renewing_ends_paper_and_messages_and_the_new_ones_open(plan: Plan, clerk: Actor) -> None:
    old = [link(plan).token, in_a_message(plan)]
    new = renew_link(plan=plan, actor=clerk, at=AT)
    assert [plan_behind(token, on=TODAY) for token in old] == [None, None]
    assert [plan_behind(token, on=TODAY) for token in (new.token, in_a_message(plan))] == [plan, plan]


def test_a_messages_link_opens_no_other_plan_and_no_other_day(plan: Plan, clerk: Actor) -> None:
    """Each sign changed, one at a time: nothing opens. So neither the number in it nor its day can be moved."""
    sold(actor=clerk, phone_invoice_number="TI/27/00043")
    token = in_a_message(plan)
    changed = [f"{token[:place]}{'A' if token[place] != 'A' else 'B'}{token[place + 1 :]}" for place in range(SIGNS)]
    assert [plan_behind(one, on=WRITTEN) for one in changed] == [None] * SIGNS
    assert plan_behind(token, on=WRITTEN) == plan


@pytest.mark.parametrize("token", ["", "A" * SIGNS, "=" * SIGNS, "é" * SIGNS, "A" * 23 + "\n", "-" * 64, "AAAA====AAAA====AAAA===="])
def test_what_was_never_signed_opens_nothing(token: str) -> None:
    assert link_id_of(token, on=WRITTEN) is None
    assert plan_behind(token, on=WRITTEN) is None


@pytest.mark.parametrize("link_id", [1, 255, 2**31, 2**40 - 1])
def test_the_number_comes_back_whole(link_id: int) -> None:
    token = message_token(link_id, on=WRITTEN)
    assert len(token) == SIGNS
    assert link_id_of(token, on=WRITTEN) == link_id


def test_another_key_signs_otherwise(settings: object) -> None:
    token = message_token(7, on=WRITTEN)
    settings.SECRET_KEY = "another key, as long as the first one was and then some"  # type: ignore[attr-defined]
    assert link_id_of(token, on=WRITTEN) is None


def test_a_plan_without_a_link_is_told_with_the_sites_address(plan: Plan) -> None:
    PublicLink.objects.filter(plan=plan).update(revoked_at=AT)
    assert "/p/" not in message_address(plan, on=WRITTEN)


def test_every_token_is_asked_for_in_one_query(plan: Plan, django_assert_num_queries: object) -> None:
    for token in (link(plan).token, in_a_message(plan), "A" * 22, "A" * SIGNS):
        with django_assert_num_queries(1):  # type: ignore[operator]
            plan_behind(token, on=WRITTEN)
