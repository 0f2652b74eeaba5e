"""Rewards: what is offered, and one redeemed for a member."""

from __future__ import annotations

from django.http import HttpResponse
from rest_framework.request import Request
from rest_framework.response import Response

from loyalty.rewards.queries import choices_for, member_for, offers
from loyalty.rewards.services import confirm_redemption, redeem_reward
from stores.clock import now
from upgrade_program.foundation.requests.services import Answer
from upgrade_program.interfaces.api import answers_rewards as answers
from upgrade_program.interfaces.api import bodies_rewards as bodies
from upgrade_program.interfaces.api import presenters_rewards as presenters
from upgrade_program.interfaces.api.act import Act
from upgrade_program.interfaces.api.pages import single_page
from upgrade_program.interfaces.api.permissions import AtCounter
from upgrade_program.interfaces.api.schema import described


class Rewards(Act):
    """The catalogue as it is offered now."""

    @described(
        "List rewards",
        asks=bodies.RewardsQuery,
        gives=answers.Rewards,
        refuses=(401, 422),
        note="All that is offered at this instant, cheapest first. With member, each says how many points they lack, and what else.",
    )
    def get(self, request: Request) -> Response:
        member, at = self.asked(bodies.RewardsQuery).validated_data.get("member"), now()
        if member is None:
            return Response(single_page([presenters.reward(offer) for offer in offers(at=at)]))
        found = member_for(self.actor, member)
        return Response(single_page([presenters.reward(choice.offer, choice) for choice in choices_for(found.pk, at=at)]))


class Redemptions(Act):
    """A member's points for a reward, at the counter."""

    permission_classes = (AtCounter,)

    @described(
        "Redeem a reward",
        takes=bodies.RedemptionWanted,
        gives=answers.Redemption,
        status=201,
        refuses=(400, 401, 403, 409, 413, 415, 422, 503),
        once=True,
        note="Points, stock and code in one; reward_unavailable (ended, not begun, gone, limit reached) and points_insufficient change "
        "nothing. From 500 points on the member says yes with a code from POST members/otp/ (otp_wrong, otp_expired). The member is told "
        "by SMS and e-mail what was committed.",
        example="redemption",
    )
    def post(self, request: Request, member: int) -> HttpResponse:
        given = self.given(bodies.RedemptionWanted).validated_data
        actor, at = self.actor, now()
        customer = member_for(actor, member)
        asked = {"reward": given["reward"], "customer_id": customer.pk, "actor": actor, "at": at}
        code = given.get("otp") or ""

        def before() -> None:
            confirm_redemption(code=code, always=False, **asked)

        def act() -> Answer:
            row = redeem_reward(with_code=bool(code), **asked)
            return Answer(201, presenters.redemption(row, store=actor.store_code))

        return self.once(at=at, before=before, act=act)
