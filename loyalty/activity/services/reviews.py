"""A member's word on what they bought."""

from __future__ import annotations

from datetime import datetime, timedelta

from loyalty.activity.enums import Proof
from loyalty.activity.models import Purchase, Review
from loyalty.activity.queries import missions_on
from loyalty.activity.refusals import ReviewImpossible
from loyalty.activity.services.missions import complete
from loyalty.activity.services.permission import keep_member, require_member, require_member_or_counter
from stores.clock import local_day, start_of_day
from upgrade_program.foundation.requests.transaction import act_transaction
from upgrade_program.kernel.actor import Actor
from upgrade_program.kernel.errors import Invalid
from upgrade_program.kernel.text import one_line

LONGEST = 1000
SHORTEST = 20


def write_review(*, customer_id: int, purchase_id: int, stars: int, text: str, actor: Actor, at: datetime) -> Review:
    """Keep a member's review of a purchase and complete the missions that ask for one; points wait until the purchase is final.

    Refuses customers who are no members (`not_a_member`), purchases that are not theirs, were given back or have a review
    (`review_impossible`), stars outside 1 to 5 and texts under 20 signs (`invalid`).
    """
    require_member_or_counter(actor)
    require_member(customer_id)
    if stars not in range(1, 6):
        raise Invalid(field="stars", sentence="A review gives one to five stars.", next_step="Choose the stars.")
    words = one_line(text, field="text", most=LONGEST)
    if len(words) < SHORTEST:
        raise Invalid(field="text", sentence="A review has at least {least} signs.", next_step="Say a little more.", least=SHORTEST)
    with act_transaction():
        keep_member(customer_id)
        purchase = (
            Purchase.objects.select_for_update(no_key=True).filter(pk=purchase_id, customer_id=customer_id, taken_back_at=None).first()
        )
        if purchase is None or purchase.final_on is None or Review.objects.filter(purchase=purchase).exists():
            raise ReviewImpossible
        review = Review.objects.create(purchase=purchase, customer_id=customer_id, stars=stars, text=words, at=at)
        live_from = start_of_day(purchase.final_on + timedelta(days=1))
        for mission in missions_on(local_day(at), proof=Proof.REVIEW):
            proof = f"review:{review.pk}"
            complete(mission, customer_id=customer_id, proof=proof, purchase=purchase, at=at, live_from=live_from, actor=actor)
    return review
