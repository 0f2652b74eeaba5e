"""Reserving a tier online: what is held through which day, once per tier, and each refusal, which changes nothing."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from stores.clock import local_day
from tests.buyback.acts import ask_extension, decline, grant_extension, indian, look, plan_of, refuse, refused
from tests.factories.claims import BILLED, FIRST_TIER, old_plan, opened
from tests.factories.life import suspended
from tests.factories.plans import AT, days_ago, upi
from tests.factories.tokens import code, given_back, holder, reserved
from upgrade_program.buyback.models import ClaimToken
from upgrade_program.buyback.queries import standing_token_of, token_behind
from upgrade_program.buyback.services import lapse_due_tokens
from upgrade_program.buyback.subscribers import end_claim_of_suspended
from upgrade_program.buyback.token_codes import code_of
from upgrade_program.foundation.audit.models import AuditRow
from upgrade_program.kernel.actor import ANONYMOUS, SYSTEM, Actor, Role
from upgrade_program.kernel.tokens import parse_token_code
from upgrade_program.plans.enums import Ground
from upgrade_program.plans.models import Plan
from upgrade_program.plans.services import ask_swap, cancel_plan, run_due_days
from upgrade_program.plans.terms import assured_value

pytestmark = pytest.mark.django_db
LAST_OF_TIER_1, LAST_OF_ALL = date(2027, 5, 5), date(2028, 2, 5)
DAY = timedelta(days=1)


def now_of(token: ClaimToken) -> ClaimToken:
    return ClaimToken.objects.select_related("plan").get(pk=token.pk)


@pytest.mark.parametrize(
    ("at", "percent", "through"),
    [
        (indian(date(2027, 2, 6), 0, 1), 70, date(2027, 2, 9)),
        (indian(LAST_OF_TIER_1, 23, 59), 70, date(2027, 5, 8)),
        (indian(LAST_OF_TIER_1 + DAY, 0, 1), 60, date(2027, 5, 9)),
        (indian(LAST_OF_ALL, 23, 59), 40, date(2028, 2, 8)),
    ],
    ids=lambda value: value.isoformat() if isinstance(value, datetime) else None,
)
def test_the_day_in_india_decides_the_tier_and_the_plan_holds_it(clerk: Actor, at: datetime, percent: int, through: date) -> None:
    token = reserved(old_plan(actor=clerk), at=at)
    assert (token.percent, token.held_through, token.state) == (percent, through, "held")
    plan = plan_of(token)
    assert (plan.held_percent, plan.held_until) == (percent, through)
    assert assured_value(plan.promise, on=through).assured == token.assured
    assert standing_token_of(plan, on=through) == token
    assert standing_token_of(plan, on=through + DAY) is None


def test_the_days_of_the_hold_are_those_of_the_plans_own_terms(clerk: Actor, refused_by) -> None:
    """The database reads them out of the frozen copy, and knows no other."""
    plan = old_plan(actor=clerk)
    for wrong in ({"held_through": date(2027, 5, 7)}, {"percent": 60}, {"assured": FIRST_TIER + 1}, {"reserved_on": date(2027, 5, 6)}):
        fields = {"percent": 70, "assured": FIRST_TIER, "reserved_on": date(2027, 5, 3), "held_through": date(2027, 5, 6)} | wrong
        with refused_by("a_claim_token_holds_the_tier_of_its_day"):
            ClaimToken.objects.create(plan=plan, salt="s", digest="d", reserved_at=AT, **fields)


def test_the_database_counts_months_as_the_terms_do_on_every_day(clerk: Actor, refused_by) -> None:
    """A phone billed on the last of a month, over all days of the plan and some beside."""
    plan = old_plan(actor=clerk, at=indian(date(2026, 8, 31)))
    seen = set()
    for place in range(0, 480):
        on = plan.bill_date + place * DAY
        value = assured_value(plan.promise, on=on)
        if value.tier is None or place % 7 == 0 or on in {value.tier.start, value.tier.end}:
            facts = {"percent": value.percent or 40, "assured": value.assured or 1, "reserved_on": on, "held_through": on + 3 * DAY}
            row = ClaimToken(plan=plan, salt="s", digest=str(place), reserved_at=AT, **facts)
            if value.tier is None:
                with refused_by("a_claim_token_holds_the_tier_of_its_day"):
                    row.save()
            else:
                with refused_by("a_standing_claim_token_holds_its_plan"):  # it fits; what is amiss is that the plan does not say so
                    row.save()
            seen.add(value.percent)
    assert seen == {0, 70, 60, 50, 40}


def test_the_row_alone_opens_nothing(clerk: Actor, settings) -> None:
    token = reserved(old_plan(actor=clerk))
    shown = parse_token_code(code(token))
    assert shown
    assert shown not in str(vars(token))
    settings.SECRET_KEY = "another key, and nobody has the one before"
    assert code_of(token.salt, digest=token.digest) is None
    assert (code(token), code_of(token.salt) == shown) == ("", False)
    assert token_behind(clerk, shown, on=local_day(AT)) == token  # what the customer wrote down goes on to count


def test_a_code_is_shown_on_after_the_servers_key_was_changed(clerk: Actor, settings) -> None:
    token = reserved(old_plan(actor=clerk))
    shown = code(token)
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "a new key"
    assert code(token) == shown


def test_only_the_plans_own_customer(clerk: Actor) -> None:
    plan = old_plan(actor=clerk)
    another = old_plan(actor=clerk, phone_invoice_number="B/2", customer_mobile="98104 55499")
    others = (holder(another), clerk, ANONYMOUS, SYSTEM, Actor(role=Role.CUSTOMER))
    for somebody in others:
        refused(lambda who=somebody: reserved(plan, actor=who), "not_found")
    reserved(plan)
    for somebody in others:
        refused(lambda who=somebody: given_back(plan, actor=who), "not_found")


def test_another_share_than_was_shown(clerk: Actor) -> None:
    plan = old_plan(actor=clerk)
    no = refused(lambda: reserved(plan, at=indian(LAST_OF_TIER_1 + DAY), expected_percent=70), "tier_fallen")
    assert no.sentence == "The plan gives 60 % now, not 70 %."
    assert reserved(plan, at=indian(LAST_OF_TIER_1), expected_percent=70).percent == 70


def test_a_day_that_gives_nothing(clerk: Actor) -> None:
    plan = old_plan(actor=clerk)
    no = refused(lambda: reserved(plan, at=indian(date(2027, 2, 5), 23, 59)), "outside_window")
    assert "6 Feb 2027" in str(no)
    refused(lambda: reserved(plan, at=indian(LAST_OF_ALL + DAY, 0, 1)), "outside_window")


def test_a_plan_that_is_not_live(clerk: Actor, manager: Actor) -> None:
    waits = old_plan(actor=clerk, tenders=[upi()], at=days_ago(0))
    refused(lambda: reserved(waits, at=days_ago(-100)), "plan_not_live")
    rests = suspended(old_plan(actor=clerk, phone_invoice_number="B/3", customer_mobile="98104 55423"), actor=manager)
    refused(lambda: reserved(rests), "plan_not_live")


def test_once_a_tier_whatever_became_of_it(clerk: Actor) -> None:
    plan = old_plan(actor=clerk)
    reserved(plan, at=indian(date(2027, 3, 1)))
    refused(lambda: reserved(plan, at=indian(date(2027, 3, 2))), "tier_reserved")
    refused(lambda: reserved(plan, at=indian(date(2027, 3, 5))), "tier_reserved")  # over, and no job has said so
    assert lapse_due_tokens(on=date(2027, 3, 5), at=indian(date(2027, 3, 5))) == 1
    refused(lambda: reserved(plan, at=indian(date(2027, 3, 5))), "tier_reserved")
    second = reserved(plan, at=indian(date(2027, 5, 6)))
    given_back(plan, at=indian(date(2027, 5, 6)))
    refused(lambda: reserved(plan, at=indian(date(2027, 5, 6))), "tier_reserved")
    assert (second.percent, plan_of(second).held_until) == (60, None)


def test_a_chain_of_reservations_lengthens_no_tier(clerk: Actor) -> None:
    """The next tier is reserved when the one before holds no more: till then the plan holds the better one."""
    plan = old_plan(actor=clerk)
    reserved(plan, at=indian(LAST_OF_TIER_1))
    refused(lambda: reserved(plan, at=indian(date(2027, 5, 8))), "tier_reserved")
    assert reserved(plan, at=indian(date(2027, 5, 9))).percent == 60


def test_while_a_claim_is_open_or_a_refusal_waits_for_its_second_look(clerk: Actor, manager: Actor) -> None:
    claim = opened(old_plan(actor=clerk), actor=clerk)
    refused(lambda: reserved(plan_of(claim)), "claim_open")
    refuse(claim, actor=clerk)
    no = refused(lambda: reserved(plan_of(claim)), "plan_held")
    assert "₹9,799" in str(no)
    assert "6 May 2027" in str(no)
    look(claim, upheld=True, actor=manager)
    assert reserved(plan_of(claim)).percent == 70


def test_a_refusal_that_waits_although_a_suspension_let_its_hold_go(clerk: Actor, manager: Actor) -> None:
    """Overturned, its claim would take the hold from the token."""
    claim = refuse(opened(old_plan(actor=clerk), actor=clerk), actor=clerk)
    Plan.objects.filter(pk=claim.plan_id).update(held_until=None, held_percent=None)
    refused(lambda: reserved(plan_of(claim)), "plan_held")


def test_an_extension_holds_already(clerk: Actor, manager: Actor) -> None:
    plan, at = old_plan(actor=clerk), indian(LAST_OF_TIER_1 + DAY)
    grant_extension(ask_extension(plan, 3, actor=clerk, at=at), actor=manager, at=at)
    refused(lambda: reserved(plan, at=at), "plan_held")


def test_an_extension_after_a_token_nobody_has_recorded_as_lapsed(clerk: Actor, head_office: Actor) -> None:
    token = reserved(old_plan(actor=clerk), at=indian(LAST_OF_TIER_1))
    late = indian(LAST_OF_TIER_1 + 4 * DAY)
    grant_extension(ask_extension(plan_of(token), 5, actor=clerk, at=late), actor=head_office, at=late)
    assert (now_of(token).state, plan_of(token).held_until) == ("lapsed", date(2027, 5, 10))


def test_cancel_exchange_and_expiry_know_of_it(clerk: Actor, manager: Actor) -> None:
    token = reserved(old_plan(actor=clerk), at=indian(LAST_OF_ALL))
    at = indian(LAST_OF_ALL + 3 * DAY, 0, 5)
    given = {"reason": "Phone returned", "ground": Ground.PHONE_RETURNED, "actor": manager, "at": at, "on": local_day(at)}
    refused(lambda: cancel_plan(plan=plan_of(token), **given), "claim_open")
    swap = {"new_imei": "356938035643809", "new_imei2": "", "document": "SC/1", "service_centre": "Mi Care", "reason": "Board changed"}
    refused(lambda: ask_swap(plan=plan_of(token), **swap, actor=clerk, at=at, on=local_day(at)), "claim_open")
    run_due_days(today=local_day(at), at=at)
    assert plan_of(token).status == "active"
    later = at + DAY
    run_due_days(today=local_day(later), at=later)
    assert plan_of(token).status == "expired"
    assert lapse_due_tokens(on=local_day(later), at=later) == 1
    assert (now_of(token).state, lapse_due_tokens(on=local_day(later), at=later)) == ("lapsed", 0)


def test_given_back_the_plan_can_be_cancelled(clerk: Actor, manager: Actor) -> None:
    token = reserved(old_plan(actor=clerk))
    given_back(token.plan)
    refused(lambda: given_back(token.plan), "nothing_reserved")
    given = {"reason": "Phone returned", "ground": Ground.PHONE_RETURNED, "actor": manager, "at": AT, "on": local_day(AT)}
    assert cancel_plan(plan=plan_of(token), **given).status == "cancelled"
    assert now_of(token).state == "given_back"


def test_a_suspension_ends_it_and_a_later_one_is_left_alone(clerk: Actor, manager: Actor) -> None:
    token = reserved(old_plan(actor=clerk))
    suspended(plan_of(token), actor=manager)
    assert (plan_of(token).held_until, token_behind(clerk, code(token), on=local_day(AT))) == (None, None)
    refused(lambda: given_back(plan_of(token)), "nothing_reserved")
    news = {"plan_id": token.plan_id, "at": (AT - timedelta(minutes=1)).isoformat()}
    end_claim_of_suspended(news, at=AT)
    assert now_of(token).state == "held"  # reserved after the suspension that was told of
    end_claim_of_suspended(news | {"at": AT.isoformat()}, at=AT)
    assert now_of(token).state == "lapsed"


def test_what_happened_stands_in_the_plans_own_trail(clerk: Actor) -> None:
    token = reserved(old_plan(actor=clerk))
    given_back(token.plan)
    rows = AuditRow.objects.filter(subject=f"plan:{token.plan_id}", verb__startswith="token.").order_by("id")
    assert [(row.verb, row.actor_role, row.chain, row.after["token"]) for row in rows] == [
        ("token.reserved", "customer", token.plan.store_id, token.pk),
        ("token.given_back", "customer", token.plan.store_id, token.pk),
    ]
    assert code(token) not in "".join(str(row.after) for row in rows)


def test_a_code_leads_staff_to_its_plan_and_nobody_else(clerk: Actor, other_clerk: Actor, auditor: Actor) -> None:
    token = reserved(old_plan(actor=clerk))
    for somebody in (clerk, other_clerk, auditor):
        assert token_behind(somebody, code(token).lower(), on=local_day(AT)) == token
    assert token_behind(ANONYMOUS, code(token), on=local_day(AT)) is None
    assert token_behind(clerk, code(token), on=token.held_through + DAY) is None
    for wrong in ("", "ABC-123", code(token)[:-1] + ("0" if code(token)[-1] != "0" else "1"), str(BILLED)):
        assert token_behind(clerk, wrong, on=local_day(AT)) is None


def test_declined_after_it_the_tier_is_gone_and_the_next_may_be_reserved(clerk: Actor) -> None:
    token = reserved(old_plan(actor=clerk), at=indian(LAST_OF_TIER_1))
    at = indian(LAST_OF_TIER_1 + DAY)
    decline(opened(plan_of(token), actor=clerk, at=at, token=code(token)), actor=clerk, at=at)
    assert reserved(plan_of(token), at=at).percent == 60
