"""A claim opened on what was reserved online: it opens with the tier that was held, once, and the reservation is used up."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tests.buyback.acts import decline, indian, plan_of, refused
from tests.factories.claims import FIRST_TIER, old_plan, opened
from tests.factories.plans import new_imei
from tests.factories.tokens import code, given_back, reserved
from upgrade_program.buyback.models import Claim, ClaimToken
from upgrade_program.foundation.audit.models import AuditRow
from upgrade_program.kernel.actor import Actor
from upgrade_program.plans.models import Plan

pytestmark = pytest.mark.django_db
LAST_OF_TIER_1 = date(2027, 5, 5)
DAY = timedelta(days=1)
NEXT = indian(LAST_OF_TIER_1 + DAY)


def reserved_on_the_last_day(actor: Actor, **changes) -> ClaimToken:
    return reserved(old_plan(actor=actor, **changes), at=indian(LAST_OF_TIER_1, 21, 30))


@pytest.mark.parametrize("shown", [True, False], ids=["with its code", "without"])
def test_it_opens_with_the_tier_that_was_held_and_keeps_its_day(clerk: Actor, other_clerk: Actor, shown: bool) -> None:
    token = reserved_on_the_last_day(clerk)
    claim = opened(plan_of(token), actor=other_clerk, at=NEXT, token=code(token) if shown else "")
    assert (claim.percent, claim.assured, claim.held_through) == (70, FIRST_TIER, date(2027, 5, 8))
    assert (plan_of(claim).held_percent, plan_of(claim).held_until) == (70, date(2027, 5, 8))
    kept = ClaimToken.objects.get(pk=token.pk)
    assert (kept.state, kept.claim_id, kept.ended_at) == ("used", claim.pk, NEXT)
    assert AuditRow.objects.get(verb="claim.opened").after["token"] == token.pk


def test_through_its_last_minute_and_not_after(clerk: Actor) -> None:
    token = reserved_on_the_last_day(clerk)
    over = indian(date(2027, 5, 9), 0, 1)
    refused(lambda: opened(plan_of(token), actor=clerk, at=over, token=code(token)), "token_used", field="token")
    assert opened(plan_of(token), actor=clerk, at=indian(date(2027, 5, 8), 23, 59), token=code(token)).held_through == date(2027, 5, 8)
    another = reserved_on_the_last_day(clerk, phone_invoice_number="B/2", customer_mobile="98104 55499")
    assert opened(plan_of(another), actor=clerk, at=over).percent == 60  # without it, what the day gives
    assert ClaimToken.objects.get(pk=another.pk).state == "lapsed"


def test_a_tier_that_the_day_still_gives_is_held_anew(clerk: Actor) -> None:
    token = reserved(old_plan(actor=clerk), at=indian(date(2027, 3, 1)))
    claim = opened(plan_of(token), actor=clerk, at=indian(date(2027, 3, 3)), token=code(token))
    assert (claim.percent, claim.held_through) == (70, date(2027, 3, 6))


def test_read_with_misread_signs_and_in_any_case(clerk: Actor) -> None:
    token = reserved_on_the_last_day(clerk)
    spoken = code(token).lower().replace("0", "o").replace("1", "l").replace("-", " ")
    assert opened(plan_of(token), actor=clerk, at=NEXT, token=spoken).percent == 70


def test_a_code_that_does_not_hold_this_plan(clerk: Actor) -> None:
    token = reserved_on_the_last_day(clerk)
    another = reserved_on_the_last_day(clerk, phone_invoice_number="B/2", customer_mobile="98104 55499")
    nothing = old_plan(actor=clerk, phone_invoice_number="B/3", customer_mobile="98104 55498")
    for wrong in (code(another), "ABC-123", "0" * 16, "\x00", "९" * 16):
        refused(lambda text=wrong: opened(plan_of(token), actor=clerk, at=NEXT, token=text), "token_used", field="token")
    refused(lambda: opened(nothing, actor=clerk, at=NEXT, token=code(token)), "token_used", field="token")
    given_back(plan_of(token), at=NEXT)
    refused(lambda: opened(plan_of(token), actor=clerk, at=NEXT, token=code(token)), "token_used", field="token")


def test_used_it_opens_no_second_claim(clerk: Actor, other_clerk: Actor) -> None:
    token = reserved_on_the_last_day(clerk)
    claim = opened(plan_of(token), actor=clerk, at=NEXT, token=code(token))
    refused(lambda: opened(plan_of(token), actor=other_clerk, at=NEXT, token=code(token)), "claim_open")
    decline(claim, actor=clerk, at=NEXT)
    refused(lambda: opened(plan_of(token), actor=clerk, at=NEXT, token=code(token)), "token_used")
    assert opened(plan_of(token), actor=clerk, at=NEXT).percent == 60


def test_another_phone_leaves_it_standing(clerk: Actor) -> None:
    token = reserved_on_the_last_day(clerk)
    refused(lambda: opened(plan_of(token), actor=clerk, at=NEXT, token=code(token), handset_imei=new_imei()), "imei_mismatch")
    assert ClaimToken.objects.get(pk=token.pk).state == "held"


class TestLaws:
    """What the database refuses, whoever writes it."""

    def test_one_standing_token_and_one_a_tier(self, clerk: Actor, refused_by) -> None:
        token = reserved_on_the_last_day(clerk)
        row = {name: getattr(token, name) for name in ("plan", "salt", "reserved_at", "reserved_on", "percent", "assured", "held_through")}
        with refused_by("a_tier_is_reserved_once_a_plan"):
            ClaimToken.objects.create(**row, digest="d")
        low = {"percent": 60, "assured": 8_399, "reserved_on": date(2027, 5, 6), "held_through": date(2027, 5, 9)}
        with refused_by("one_standing_claim_token_a_plan"):
            ClaimToken.objects.create(**(row | low), digest="d")

    @pytest.mark.parametrize(
        ("change", "law"),
        [
            ({"held_through": date(2027, 6, 5)}, "what_was_reserved_stays"),
            ({"percent": 90}, "what_was_reserved_stays"),
            ({"digest": "d"}, "what_was_reserved_stays"),
            ({"state": "lapsed"}, "a_claim_token_says_when_it_ended"),
            ({"state": "used", "ended_at": NEXT}, "a_claim_token_is_used_by_one_claim"),
            ({"state": "gone", "ended_at": NEXT}, "a_claim_token_state_is_known"),
        ],
        ids=str,
    )
    def test_what_was_reserved_stays(self, clerk: Actor, refused_by, change, law) -> None:
        token = reserved_on_the_last_day(clerk)
        with refused_by(law):
            ClaimToken.objects.filter(pk=token.pk).update(**change)

    def test_the_plans_hold_is_the_tokens(self, clerk: Actor, refused_by) -> None:
        token = reserved_on_the_last_day(clerk)
        for change in ({"held_until": None, "held_percent": None}, {"held_percent": 80}, {"held_until": date(2027, 6, 1)}):
            with refused_by("a_standing_claim_token_holds_its_plan"):
                Plan.objects.filter(pk=token.plan_id).update(**change)

    def test_an_ended_one_never_stands_again_and_is_never_deleted(self, clerk: Actor, refused_by) -> None:
        token = reserved_on_the_last_day(clerk)
        with refused_by("claim_tokens_are_never_deleted"):
            token.delete()
        given_back(plan_of(token), at=NEXT)
        with refused_by("an_ended_claim_token_never_changes"):
            ClaimToken.objects.filter(pk=token.pk).update(state="held", ended_at=None)

    def test_it_is_used_by_a_claim_of_its_own_plan_and_tier(self, clerk: Actor, refused_by) -> None:
        token = reserved_on_the_last_day(clerk)
        low = opened(old_plan(actor=clerk, phone_invoice_number="B/2", customer_mobile="98104 55499"), actor=clerk, at=NEXT)
        with refused_by("a_claim_token_opens_a_claim_of_its_tier"):
            ClaimToken.objects.filter(pk=token.pk).update(state="used", ended_at=NEXT, claim=low)
        assert Claim.objects.count() == 1
