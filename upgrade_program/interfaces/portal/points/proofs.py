"""What a member proves a mission with on their own page: a review of something they bought, and a friend whom they invite."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from loyalty.activity.models import Invitation, Purchase, Referral
from loyalty.activity.queries import purchases_to_review
from loyalty.activity.services import accept_invitation, invitation_of, write_review
from loyalty.activity.services.reviews import LONGEST, SHORTEST
from stores.clock import local_day
from upgrade_program.buyback.models import Settlement
from upgrade_program.interfaces.portal.gate import CustomerRequest
from upgrade_program.kernel.actor import Actor
from upgrade_program.kernel.wording import day_text
from upgrade_program.plans.queries import for_actor

MOST_SHOWN = 20
_TOO_SHORT = _("Say a little more: at least 20 letters.")


class ReviewForm(forms.Form):
    """Stars and words for one of the member's own purchases; the choices are theirs alone."""

    purchase = forms.TypedChoiceField(label=_("What you bought"), coerce=int)
    stars = forms.TypedChoiceField(
        label=_("Stars"),
        coerce=int,
        choices=[(number, f"{number} ★") for number in range(5, 0, -1)],
        error_messages={"required": _("Choose the stars."), "invalid_choice": _("Choose the stars.")},
    )
    text = forms.CharField(
        label=_("In your own words"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _TOO_SHORT},
    )

    def __init__(self, data: Any = None, *, choices: list[tuple[int, str]]) -> None:
        super().__init__(data)
        self.fields["purchase"].choices = choices  # type: ignore[attr-defined]  # declared above as a field of choices

    def clean_text(self) -> str:
        """On one line, as it is kept and counted."""
        line = " ".join(self.cleaned_data["text"].split())
        if len(line) < SHORTEST:
            raise forms.ValidationError(_TOO_SHORT)
        return line


class CodeForm(forms.Form):
    """The code by which a friend invited the customer."""

    code = forms.CharField(
        label=_("Code of your friend"),
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
        error_messages={"required": _("Copy the code from your friend's message.")},
    )


def review_form(request: CustomerRequest, *, language: str) -> ReviewForm | None:
    """The form over what can be reviewed, with what was typed; None where there is nothing."""
    choices = _to_review(request.actor, language=language)
    sent = request.POST if request.POST.get("act") == "review" else None
    return ReviewForm(sent, choices=choices) if choices else None


def code_form(request: CustomerRequest) -> CodeForm | None:
    """The form for a friend's code; None for who bought already, or came by one."""
    known = Purchase.objects.filter(customer=request.customer).exists() or Referral.objects.filter(friend=request.customer).exists()
    return None if known else CodeForm(request.POST if request.POST.get("act") == "accept" else None)


def own_code(request: CustomerRequest) -> str:
    """The code by which the member invites friends; empty before it is first asked for."""
    return Invitation.objects.filter(customer=request.customer).values_list("code", flat=True).first() or ""


def review(request: CustomerRequest, form: ReviewForm, *, at: datetime) -> None:
    """Keep the review; refuses as `write_review` does."""
    given = form.cleaned_data
    write_review(
        customer_id=request.customer.pk,
        purchase_id=given["purchase"],
        stars=given["stars"],
        text=given["text"],
        actor=request.actor,
        at=at,
    )


def invite(request: CustomerRequest, *, at: datetime) -> None:
    """Make the member's code; refuses who is no member."""
    invitation_of(customer_id=request.customer.pk, actor=request.actor, at=at)


def accept(request: CustomerRequest, form: CodeForm, *, at: datetime) -> None:
    """Note who invited the customer; refuses as `accept_invitation` does."""
    accept_invitation(friend_id=request.customer.pk, code=form.cleaned_data["code"], actor=request.actor, at=at)


def _to_review(actor: Actor, *, language: str) -> list[tuple[int, str]]:
    """The customer's purchases without a review, by the phone bought and its day, newest first."""
    rows = list(purchases_to_review(actor.customer_id or 0)[:MOST_SHOWN])
    ids: dict[str, list[int]] = {"plan": [], "settlement": []}
    for row in rows:
        kind, _sign, pk = row.source.partition(":")
        if kind in ids and pk.isdigit():
            ids[kind].append(int(pk))
    own = for_actor(actor)
    names = {f"plan:{plan.pk}": plan.device for plan in own.filter(pk__in=ids["plan"])}
    exchanged = Settlement.objects.filter(pk__in=ids["settlement"], plan__in=own)
    names |= {f"settlement:{settlement.pk}": settlement.new_device for settlement in exchanged}
    return [(row.pk, f"{names[row.source]}, {day_text(local_day(row.at), language)}") for row in rows if row.source in names and row.at]
