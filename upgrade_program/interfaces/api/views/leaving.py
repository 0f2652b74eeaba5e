"""A member's consent to points withdrawn at a counter, with the code from their phone."""

from __future__ import annotations

from django.http import HttpResponse
from rest_framework.request import Request

from loyalty.members.queries import member_for
from loyalty.members.services import confirm_leaving, leave_at_counter, send_leaving_code
from stores.clock import now
from stores.sign_in import address_of
from upgrade_program.foundation.requests.services import Answer
from upgrade_program.interfaces.api import answers, bodies_members, presenters
from upgrade_program.interfaces.api.act import Act
from upgrade_program.interfaces.api.answers_members import PointsConsent
from upgrade_program.interfaces.api.permissions import AtCounter
from upgrade_program.interfaces.api.presenters_members import points_consent
from upgrade_program.interfaces.api.schema import described


class SendMemberCode(Act):
    """A code to the member who stands at the counter: good for five minutes, for this person at this store."""

    permission_classes = (AtCounter,)

    @described(
        "Send a member a code",
        takes=bodies_members.MemberCodeWanted,
        gives=answers.CodeSent,
        status=202,
        refuses=(400, 401, 403, 409, 413, 415, 422, 429, 503),
        note="Every call sends another code, which replaces the one before; with an Idempotency-Key the same request sends one only.",
    )
    def post(self, request: Request, member: int) -> HttpResponse:
        self.given(bodies_members.MemberCodeWanted)
        actor, at = self.actor, now()
        customer = member_for(actor, member, at=at).customer

        def act() -> Answer:
            sent = send_leaving_code(customer=customer, actor=actor, address=address_of(request._request), at=at)
            return Answer(202, presenters.code_sent(sent))

        return self.once_if_keyed(at=at, act=act)


class SayPointsConsent(Act):
    """A member, at any store's counter, takes back the consent to points; what was earned stays theirs."""

    permission_classes = (AtCounter,)

    @described(
        "Withdraw the consent to points",
        takes=bodies_members.PointsConsentWord,
        gives=PointsConsent,
        refuses=(400, 401, 403, 409, 413, 415, 422, 503),
        once=True,
        note="The member says it with a code (otp). From then on nothing is earned, no bill takes their points and no word of points is "
        "sent. What is withdrawn already is nothing_changes. A wrong code is counted although nothing else changes.",
    )
    def post(self, request: Request, member: int) -> HttpResponse:
        given, actor, at = self.given(bodies_members.PointsConsentWord).validated_data, self.actor, now()
        customer = member_for(actor, member, at=at).customer

        def before() -> None:
            confirm_leaving(customer=customer, code=given["otp"], actor=actor, at=at)

        def act() -> Answer:
            leave_at_counter(customer=customer, actor=actor, at=at)
            return Answer(200, points_consent(member_for(actor, member, at=at)))

        return self.once(at=at, before=before, act=act)
