"""The claim: a customer presents the phone of a plan; the tier of that day is held while it is looked at."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from stores.models import Store
from upgrade_program.buyback.enums import OPEN_STATES, Answer, State
from upgrade_program.buyback.models.claim_laws import CLAIM_LAWS, GATES_NEVER_CHANGE
from upgrade_program.buyback.models.columns import amount, person
from upgrade_program.kernel.numbers import PATTERN, written
from upgrade_program.plans.models import Plan

_FIGURES = ("inspected_at", "inspected_by", "answers", "deducted", "payable")
_CHECKED = (State.INSPECTED, State.OFFERED, State.ACCEPTED, State.SETTLED, State.REVERSED)
_ENDED_BY_HAND = (State.REFUSED, State.DECLINED)


class Claim(models.Model):
    """One claim; amounts in rupees. `number` is random and opens the claim at any store, as a plan's number does.

    What it opened with never changes: the percent and assured value held, through which day, and the wording of the check list.
    """

    number = models.CharField(max_length=11, unique=True)
    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="claims")
    store = models.ForeignKey(Store, on_delete=models.PROTECT, related_name="claims", db_index=False)
    state = models.CharField(max_length=10, choices=[(state.value, state.value) for state in State], default=State.OPEN.value)
    opened_at = models.DateTimeField()
    opened_on = models.DateField()
    opened_by = person()
    percent = models.PositiveSmallIntegerField()
    assured = amount()
    held_through = models.DateField()
    handset_imei = models.CharField(max_length=15)
    wording = models.JSONField(help_text="Check list and gates as they were asked.")
    photo_views = models.JSONField(default=list, help_text="The photos that an offer needs.")
    answers = models.JSONField(null=True, help_text="Per question: none, minor or major.")
    deducted = amount(null=True)
    waived = amount(default=0)
    payable = amount(null=True)
    inspected_at = models.DateTimeField(null=True)
    inspected_by = person(null=True)
    offers = models.PositiveSmallIntegerField(default=0, help_text="How many offers were made: each takes a new code of the customer's.")
    offered_at = models.DateTimeField(null=True)
    accepted_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    ended_by = person(null=True)
    reason = models.CharField(max_length=200, blank=True)
    gate = models.CharField(max_length=20, blank=True, help_text="Which gate or question was not passed, when refused.")
    clause = models.CharField(max_length=10, blank=True)
    second_look_at = models.DateTimeField(null=True)
    second_look_by = person(null=True)
    upheld = models.BooleanField(null=True, help_text="What the second look said of the refusal.")
    second_look_note = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(name="a_claim_number_has_eleven_signs", condition=Q(number__regex=PATTERN)),
            models.CheckConstraint(name="a_claim_state_is_known", condition=Q(state__in=[state.value for state in State])),
            models.UniqueConstraint(name="one_open_claim_a_plan", fields=["plan"], condition=Q(state__in=[s.value for s in OPEN_STATES])),
            models.CheckConstraint(name="a_claim_holds_a_share", condition=Q(percent__gte=1, percent__lte=100, assured__gt=0)),
            models.CheckConstraint(name="a_claim_holds_from_its_day_on", condition=Q(held_through__gte=F("opened_on"))),
            models.CheckConstraint(
                name="a_checked_claim_has_its_figures",
                condition=~Q(state__in=[s.value for s in _CHECKED]) | Q(**{f"{name}__isnull": False for name in _FIGURES}),
            ),
            models.CheckConstraint(
                name="payable_is_assured_less_deductions",
                condition=Q(payable__isnull=True, deducted__isnull=True)
                | Q(payable=F("assured") - F("deducted") + F("waived"), deducted__lte=F("assured"), waived__lte=F("deducted")),
            ),
            models.CheckConstraint(name="claim_amounts_are_not_negative", condition=Q(waived__gte=0)),
            models.CheckConstraint(
                name="an_accepted_claim_was_offered",
                condition=~Q(state__in=[State.OFFERED.value, State.ACCEPTED.value, State.SETTLED.value, State.REVERSED.value])
                | Q(offered_at__isnull=False, offers__gte=1),
            ),
            models.CheckConstraint(
                name="a_settled_claim_was_accepted",
                condition=~Q(state__in=[State.ACCEPTED.value, State.SETTLED.value, State.REVERSED.value]) | Q(accepted_at__isnull=False),
            ),
            models.CheckConstraint(
                name="a_claim_ended_by_hand_says_who_and_why",
                condition=~Q(state__in=[s.value for s in _ENDED_BY_HAND])
                | Q(ended_at__isnull=False, ended_by__isnull=False) & ~Q(reason=""),
            ),
            models.CheckConstraint(
                name="a_refusal_names_its_clause", condition=~Q(state=State.REFUSED.value) | ~Q(gate="") & ~Q(clause="")
            ),
            models.CheckConstraint(
                name="a_second_look_has_person_and_verdict",
                condition=Q(second_look_at__isnull=True, second_look_by__isnull=True, upheld__isnull=True)
                | Q(second_look_at__isnull=False, second_look_by__isnull=False, upheld__isnull=False),
            ),
        ]
        indexes = [
            models.Index(name="claims_of_a_store", fields=["store", "-id"]),
            models.Index(
                name="claims_due_to_lapse",
                fields=["held_through", "id"],
                condition=Q(state__in=[*(s.value for s in OPEN_STATES), State.REFUSED.value]),
            ),
        ]
        triggers = CLAIM_LAWS

    def __str__(self) -> str:
        return self.written

    @property
    def written(self) -> str:
        """The number as people read it, 4-4-3."""
        return written(self.number)

    @property
    def is_open(self) -> bool:
        return self.state in OPEN_STATES

    @property
    def found(self) -> dict[str, Answer]:
        """The answers of the check list so far."""
        return {key: Answer(answer) for key, answer in (self.answers or {}).items()}


class PassedGate(models.Model):
    """One gate that was passed, by whom and with what proof; a gate that is not passed has no row."""

    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="passed_gates")
    key = models.CharField(max_length=20)
    facts = models.JSONField(default=dict)
    at = models.DateTimeField()
    by = person()

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(name="a_gate_is_passed_once", fields=["claim", "key"])]
        triggers = [GATES_NEVER_CHANGE]

    def __str__(self) -> str:
        return self.key
