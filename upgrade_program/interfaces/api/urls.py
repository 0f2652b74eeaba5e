"""The addresses under /api/: the calls of version 1, the schema and the readable docs."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

import loyalty.members.ids  # noqa: F401  (registers <member:member>)
from upgrade_program.interfaces.api.views.cancel import CancelPlan, PreviewRefund
from upgrade_program.interfaces.api.views.claim_acts import Decline, Inspect, LookAgain, MakeOffer, Refuse
from upgrade_program.interfaces.api.views.claims import AddPhoto, Claims, OpenClaim, ReadClaim
from upgrade_program.interfaces.api.views.consent import ReadConsent, SayConsent
from upgrade_program.interfaces.api.views.docs import Docs, Schema
from upgrade_program.interfaces.api.views.estimate import Estimate
from upgrade_program.interfaces.api.views.leaving import SayPointsConsent, SendMemberCode
from upgrade_program.interfaces.api.views.members import Entries, LookUpMember
from upgrade_program.interfaces.api.views.membership import SellMembership, TakeMembershipBack
from upgrade_program.interfaces.api.views.otp import SendCode, SendPointsCode
from upgrade_program.interfaces.api.views.payment import TakePayment
from upgrade_program.interfaces.api.views.plan import ReadPlan, ReadValue
from upgrade_program.interfaces.api.views.plans import Plans
from upgrade_program.interfaces.api.views.reports import MessageReports
from upgrade_program.interfaces.api.views.rewards import Redemptions, Rewards
from upgrade_program.interfaces.api.views.search import SearchPlans
from upgrade_program.interfaces.api.views.settle import PreviewReversal, Reverse, Settle
from upgrade_program.interfaces.api.views.tokens import Tokens
from upgrade_program.interfaces.api.views.transfer import TransferPlan
from upgrade_program.interfaces.api.views.variants import Variants

app_name = "api"

version_1: list[URLPattern] = [
    path("plans/<str:number>/value/", ReadValue.as_view(), name="value"),  # first: asked most, and found at once
    path("tokens/", Tokens.as_view(), name="tokens"),
    path("variants/", Variants.as_view(), name="variants"),
    path("estimate/", Estimate.as_view(), name="estimate"),
    path("consent/", ReadConsent.as_view(), name="consent"),
    path("plans/", Plans.as_view(), name="plans"),
    path("plans/search/", SearchPlans.as_view(), name="search"),
    path("plans/<str:number>/", ReadPlan.as_view(), name="plan"),
    path("plans/<str:number>/otp/", SendCode.as_view(), name="otp"),
    path("plans/<str:number>/cancel/", CancelPlan.as_view(), name="cancel"),
    path("plans/<str:number>/refund/", PreviewRefund.as_view(), name="refund"),
    path("plans/<str:number>/transfer/", TransferPlan.as_view(), name="transfer"),
    path("plans/<str:number>/consent/", SayConsent.as_view(), name="plan_consent"),
    path("plans/<str:number>/payment/", TakePayment.as_view(), name="payment"),
    path("plans/<str:number>/claims/", OpenClaim.as_view(), name="claim_open"),
    path("claims/", Claims.as_view(), name="claims"),
    path("claims/<str:id>/", ReadClaim.as_view(), name="claim"),
    path("claims/<str:id>/photos/", AddPhoto.as_view(), name="claim_photos"),
    path("claims/<str:id>/inspection/", Inspect.as_view(), name="claim_inspection"),
    path("claims/<str:id>/offer/", MakeOffer.as_view(), name="claim_offer"),
    path("claims/<str:id>/settle/", Settle.as_view(), name="claim_settle"),
    path("claims/<str:id>/refuse/", Refuse.as_view(), name="claim_refuse"),
    path("claims/<str:id>/second-look/", LookAgain.as_view(), name="claim_second_look"),
    path("claims/<str:id>/decline/", Decline.as_view(), name="claim_decline"),
    path("claims/<str:id>/reverse/", Reverse.as_view(), name="claim_reverse"),
    path("claims/<str:id>/refund/", PreviewReversal.as_view(), name="claim_refund"),
    path("members/otp/", SendPointsCode.as_view(), name="points_otp"),
    path("members/lookup/", LookUpMember.as_view(), name="member_lookup"),
    path("members/<member:member>/entries/", Entries.as_view(), name="member_entries"),
    path("members/<member:member>/otp/", SendMemberCode.as_view(), name="member_otp"),
    path("members/<member:member>/consent/", SayPointsConsent.as_view(), name="member_consent"),
    path("members/<member:member>/membership/", SellMembership.as_view(), name="membership"),
    path("members/<member:member>/membership/cancel/", TakeMembershipBack.as_view(), name="membership_cancel"),
    path("messages/reports/", MessageReports.as_view(), name="message_reports"),
    path("rewards/", Rewards.as_view(), name="rewards"),
    path("members/<member:member>/redemptions/", Redemptions.as_view(), name="redemptions"),
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("v1/", include(version_1)),
    path("schema/", Schema.as_view(), name="schema"),
    path("docs/", Docs.as_view(), name="docs"),
]
