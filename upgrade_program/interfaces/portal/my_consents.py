"""The consents a customer gave, as their own page shows them, and the two acts on that to a plan: withdrawn alone, and given again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django import forms
from django.utils.translation import gettext_lazy as _

from upgrade_program.customers.enums import Purpose
from upgrade_program.customers.models import Consent, Customer
from upgrade_program.customers.queries import consent_text
from upgrade_program.customers.refusals import ConsentMissing
from upgrade_program.interfaces.portal.gate import CustomerRequest
from upgrade_program.interfaces.portal.points.overview import JoinForm
from upgrade_program.interfaces.portal.shown_plan import spoken
from upgrade_program.plans.models import Plan
from upgrade_program.plans.queries import silent_among
from upgrade_program.usecases import consenting


class AgreeForm(JoinForm):
    """The yes to the words of a plan."""

    consent = forms.BooleanField(label=_("I agree to this"))


@dataclass(slots=True)
class Given:
    """One consent. `plan` is the customer's own that it is for, with the first of its rows only, and then either `standing`, to be
    withdrawn, or `words` with the form by which they can agree anew. `leaves` stands at the consent to points by whose withdrawal they
    leave."""

    consent: Consent
    ended: datetime | None
    plan: Plan | None = None
    standing: bool = False
    leaves: bool = False
    words: str = ""
    form: AgreeForm | None = None


def consents_of(customer: Customer, *, on: date) -> list[Given]:
    """All of them, newest first, in four queries however many there are."""
    rows = list(customer.consents.select_related("text", "store", "withdrawal", "plan_withdrawal").order_by("-given_at", "-id"))
    plans = {f"plan:{plan.pk}": plan for plan in Plan.objects.filter(customer=customer)}
    silent = silent_among(plan.pk for plan in plans.values())
    given = [_given(row, plans) for row in rows]
    points = next((one for one in given if one.consent.text.purpose == Purpose.LOYALTY and one.ended is None), None)
    if points:
        points.leaves = True
    if silent:
        text = consent_text(language=spoken(), on=on)
        shown = {"version": text.version, "language": text.language}
        for one in given:
            if one.plan and one.plan.pk in silent:
                one.standing, one.words = False, text.text
                one.form = AgreeForm(initial=shown, auto_id=f"{one.plan.number}-%s")
    return given


def _given(consent: Consent, plans: dict[str, Plan]) -> Given:
    if consent.text.purpose != Purpose.PLAN:
        return Given(consent, _end(consent, "withdrawal"))
    plan = plans.pop(consent.subject, None)
    return Given(consent, _end(consent, "plan_withdrawal"), plan, standing=plan is not None)


def _end(consent: Consent, by: str) -> datetime | None:
    row = getattr(consent, by, None)
    return row.at if row else None


def take_back(request: CustomerRequest, at: datetime) -> None:
    """Withdraw the consent to the plan that was named."""
    consenting.take_back(actor=request.actor, number=request.POST.get("plan", ""), at=at)


def again(request: CustomerRequest, at: datetime) -> None:
    """Agree to the words shown for the plan that was named; without the tick it is no consent."""
    form = AgreeForm(request.POST)
    if not form.is_valid():
        raise ConsentMissing
    consenting.agree_again(
        actor=request.actor,
        number=request.POST.get("plan", ""),
        text_version=form.cleaned_data["version"],
        language=form.cleaned_data["language"],
        at=at,
    )
