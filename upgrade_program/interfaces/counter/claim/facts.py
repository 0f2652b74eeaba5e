"""What the pages of one claim show: the way, the figures, the photos, and what may be done now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from stores.access import may_see_store
from upgrade_program.billing.enums import Method
from upgrade_program.billing.models import Payment
from upgrade_program.buyback.blacklist import connected
from upgrade_program.buyback.enums import Answer, State, View
from upgrade_program.buyback.models import Claim
from upgrade_program.buyback.queries import wording_of, worth_of
from upgrade_program.buyback.queries.look_ups import BlockedLookUp, blocked_look_up
from upgrade_program.buyback.services import missing_views, subject_of
from upgrade_program.buyback.services.overriding import OVERRIDE
from upgrade_program.buyback.valuation import Worth
from upgrade_program.buyback.wording import Point, Wording
from upgrade_program.buyback.working import offer_working
from upgrade_program.foundation.approvals.models import Approval
from upgrade_program.foundation.approvals.queries import newest_on
from upgrade_program.interfaces.counter.claim.forms import VIEW_WORDS
from upgrade_program.interfaces.counter.claim.photos import Shown, photos_of_claim, photos_of_plan
from upgrade_program.interfaces.counter.claim.steps import Step, Way
from upgrade_program.interfaces.counter.language import spoken_here
from upgrade_program.interfaces.counter.links import public_url
from upgrade_program.kernel.actor import Actor, Role
from upgrade_program.kernel.money import ZERO
from upgrade_program.kernel.tongue import spoken
from upgrade_program.plans.queries import link_of
from upgrade_program.plans.services.day_zero import DAY_ZERO_VIEWS
from upgrade_program.plans.terms import tier_table
from upgrade_program.plans.working import Working
from upgrade_program.usecases.points import source_of


@dataclass(frozen=True, slots=True)
class Question:
    """One question of the check list with its answers: value, words, per cent, the countable text, chosen or not."""

    point: Point
    answers: tuple[tuple[str, str, str, bool], ...]


@dataclass
class ClaimFacts:
    """One claim as an actor sees it on a day; each part is worked out when the page asks for it, and once."""

    claim: Claim
    actor: Actor
    on: date

    @cached_property
    def state(self) -> str:
        """Dates decide: a claim past its day has lapsed, whether or not that was recorded."""
        over = self.claim.is_open and self.claim.held_through < self.on
        return State.LAPSED.value if over else self.claim.state

    @property
    def goes_on(self) -> bool:
        return self.claim.is_open and self.state != State.LAPSED

    @property
    def acts(self) -> bool:
        """Whether this person can do anything with it: whoever stands at a counter."""
        return self.actor.at_counter

    @cached_property
    def wording(self) -> Wording:
        return wording_of(self.claim)

    @cached_property
    def missing(self) -> list[str]:
        return missing_views(self.claim)

    @cached_property
    def steps(self) -> list[Step]:
        passed = {row.key: row for row in self.claim.passed_gates.select_related("by")}
        return Way(self.claim, self.wording, passed, self.missing, self.on).steps()

    @property
    def asks_service(self) -> bool:
        """Whether a service can be asked about the IMEI, or only people look it up."""
        return connected()

    @cached_property
    def blocked(self) -> BlockedLookUp | None:
        """The look-up that found the phone blocked, if there was one."""
        return blocked_look_up(self.claim)

    @property
    def now(self) -> Step | None:
        """The step that waits for somebody."""
        return next((step for step in self.steps if step.look == "now"), None)

    @cached_property
    def questions(self) -> list[Question]:
        found, language = self.claim.found, spoken_here()
        rows = []
        for point in self.wording.checks:
            shares = {Answer.NONE: 0, Answer.MINOR: point.minor, Answer.MAJOR: point.major}
            rows.append(
                Question(
                    point,
                    tuple(
                        (
                            str(each),
                            spoken(each.capitalize()) + (f" {share} %" if share else ""),
                            point.says(each, language),
                            found.get(point.key) == each,
                        )
                        for each, share in shares.items()
                    ),
                )
            )
        return rows

    @property
    def left(self) -> list[str]:
        """What is still to do before an offer, in words."""
        gates = sum(1 for step in self.steps if step.kind == "gate" and step.look != "done")
        checks = len(self.wording.checks) - len(self.claim.found)
        photos = len(self.missing)
        counted = (
            (gates, ngettext("%(number)s gate", "%(number)s gates", gates)),
            (checks, ngettext("%(number)s question", "%(number)s questions", checks)),
            (photos, ngettext("%(number)s photo", "%(number)s photos", photos)),
        )
        return [words % {"number": number} for number, words in counted if number]

    @cached_property
    def worth(self) -> Worth:
        return worth_of(self.claim)

    @cached_property
    def override(self) -> Approval | None:
        """The newest request to waive deductions, whatever became of it."""
        return newest_on(OVERRIDE, subject_of(self.claim))

    @property
    def working(self) -> Working:
        return offer_working(self.worth, self.wording)

    @cached_property
    def falls_on(self) -> date | None:
        """The day on which the plan would give less, where the claim holds its tier past it."""
        plan = self.claim.plan
        for tier in tier_table(plan.promise.terms, bill_date=plan.bill_date, base=plan.base):
            if tier.percent == self.claim.percent and tier.end < self.claim.held_through:
                return tier.end + timedelta(days=1)
        return None

    @cached_property
    def photos(self) -> list[Shown]:
        return photos_of_claim(self.claim, actor=self.actor)

    @cached_property
    def _then(self) -> list[Shown]:
        return photos_of_plan(self.claim.plan, actor=self.actor)

    @property
    def has_day_zero(self) -> bool:
        return bool(self._then)

    @cached_property
    def pairs(self) -> list[tuple[Shown | None, Shown | None]]:
        """Day 0 beside today, view by view; of several of a view the newest."""
        then = {photo.view: photo for photo in self._then}
        today = {photo.view: photo for photo in self.photos}
        views = [view for view in (*DAY_ZERO_VIEWS, *today) if view in then or view in today]
        return [(then.get(view), today.get(view)) for view in dict.fromkeys(views)]

    @property
    def missing_titles(self) -> list[tuple[str, str]]:
        """The views an offer still needs, with their names."""
        return [(str(view), str(VIEW_WORDS[View(view)])) for view in self.missing]

    @property
    def view_choices(self) -> list[tuple[str, str]]:
        """Every view, those still missing first."""
        views = [*map(View, self.missing), *(view for view in VIEW_WORDS if view not in self.missing)]
        return [(view.value, str(VIEW_WORDS[view])) for view in views]

    @property
    def next_steps(self) -> list[str]:
        """What can be done after a refusal."""
        told = self.point.remedy(spoken_here()) if self.point else []
        again = [_("Somebody else at the store takes a second look.")] if self.look_waits else []
        return [*told, *again] or [_("The plan goes on with its own days; a new claim can be opened.")]

    @property
    def link(self) -> str:
        """The customer's page, which only the plan's own store gives out."""
        plan = self.claim.plan
        own = self.actor.works_for(plan.store_id)
        return public_url(link_of(plan)) if own else ""

    @property
    def full(self) -> bool:
        """Whether names and papers may be seen whole: the store of the claim, and those who see all stores."""
        return may_see_store(self.actor, self.claim.store_id)

    @property
    def point(self) -> Point | None:
        """What a refused claim did not meet."""
        return self.wording.point_of_clause(self.claim.clause) if self.claim.clause else None

    @property
    def cause(self) -> str:
        """The same in the words of the page."""
        return self.point.refusal(spoken_here()) if self.point else ""

    @property
    def may_look(self) -> bool:
        """Whether this person may take the second look: anybody at a counter but the refuser, once, while the value is held."""
        claim = self.claim
        waits = claim.state == State.REFUSED and claim.second_look_at is None and claim.held_through >= self.on
        return waits and self.acts and claim.ended_by_id != self.actor.staff_id

    @property
    def look_waits(self) -> bool:
        claim = self.claim
        return claim.state == State.REFUSED and claim.second_look_at is None and claim.held_through >= self.on

    @property
    def manages(self) -> bool:
        return self.actor.role is Role.MANAGER and self.actor.at_counter

    @property
    def reverse_why_not(self) -> str:
        """Why this person cannot reverse the settlement; empty when they can. The service decides again."""
        settlement = self.claim.settlement
        if not self.manages:
            return _("A manager of the store reverses a settlement, when the new phone is returned.")
        if not self.actor.manages(settlement.store_id):
            return _("It is reversed at the store that settled it, by a manager there.")
        if settlement.settled_by_id == self.actor.staff_id:
            return _("You settled this claim yourself: another manager, or head office, reverses it.")
        return ""

    @cached_property
    def points_paid(self) -> Payment | None:
        """The part of the new phone's bill that points paid, if any did."""
        return Payment.objects.filter(collection__bill=":".join(source_of(self.claim)), method=Method.POINTS).first()

    @property
    def to_pay(self) -> object:
        """What the customer still paid for the new phone, in money."""
        settlement, points = self.claim.settlement, self.points_paid
        return max(settlement.new_price - settlement.exchange - (points.amount if points else ZERO), ZERO)
