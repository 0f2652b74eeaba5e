"""Paid membership: months sold at the counter, and taken back there."""

from __future__ import annotations

from django.http import HttpResponse
from rest_framework.request import Request

from loyalty.members.queries import member_for
from stores.clock import local_day, now
from upgrade_program.foundation.requests.services import Answer
from upgrade_program.interfaces.api import answers_members as answers
from upgrade_program.interfaces.api import bodies_members as bodies
from upgrade_program.interfaces.api import presenters_members as presenters
from upgrade_program.interfaces.api.act import Act
from upgrade_program.interfaces.api.permissions import AtCounter
from upgrade_program.interfaces.api.schema import described
from upgrade_program.usecases.membership import purchase_of, sell_membership, take_back


class SellMembership(Act):
    """Months for a member, with their money and invoice."""

    permission_classes = (AtCounter,)

    @described(
        "Sell a membership",
        takes=bodies.MembershipWanted,
        gives=answers.PaidMonths,
        status=201,
        refuses=(400, 401, 403, 409, 413, 415, 422, 503),
        once=True,
        note="Months, money and tax invoice in one. The months begin today, or the day after what is prepaid. Who is no member is "
        "not_a_member.",
        example="membership",
    )
    def post(self, request: Request, member: int) -> HttpResponse:
        given = self.given(bodies.MembershipWanted)
        actor, at = self.actor, now()
        customer = member_for(actor, member, at=at).customer

        def act() -> Answer:
            row = sell_membership(
                actor=actor,
                customer_id=customer.pk,
                months=given.validated_data["months"],
                expected_price=given.validated_data["expected_price"],
                tenders=given.tenders,
                billed_to=given.billed_to,
                at=at,
                on=local_day(at),
            )
            return Answer(201, presenters.paid_months(purchase_of(actor, row)))

        return self.once(at=at, act=act)


class TakeMembershipBack(Act):
    """Months given back by the store that sold them."""

    permission_classes = (AtCounter,)

    @described(
        "Take a membership back",
        takes=bodies.MembershipReturn,
        gives=answers.PaidMonths,
        refuses=(400, 401, 403, 409, 413, 415, 422, 503),
        once=True,
        note="By a manager of the store that sold the months, until returnable_through (free_look_over). The money goes back the way it "
        "came, by a credit note; the months count as never sold. The latest months go first (later_months_stand); who had more points or "
        "a reward by them keeps them (membership_used).",
        example="membership_cancel",
    )
    def post(self, request: Request, member: int) -> HttpResponse:
        given = self.given(bodies.MembershipReturn).validated_data
        actor, at = self.actor, now()
        customer = member_for(actor, member, at=at).customer

        def act() -> Answer:
            row = take_back(
                actor=actor,
                customer_id=customer.pk,
                first_day=given["first_day"],
                reason=given["reason"],
                at=at,
                on=local_day(at),
            )
            return Answer(200, presenters.paid_months(purchase_of(actor, row)))

        return self.once(at=at, act=act)
