"""The parts of a file that are seen and said: photos, messages to the customer, requests that another person decided."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Q

from upgrade_program.buyback.models import Claim, ClaimToken
from upgrade_program.customers.mobiles import masked_mobile
from upgrade_program.foundation.approvals.models import Approval
from upgrade_program.foundation.photos.models import Photo
from upgrade_program.messaging.models import Message
from upgrade_program.plans.models import Plan
from upgrade_program.reporting.plan_file.part import NOTHING, Part, day, spoken, typed, when
from upgrade_program.reporting.request_words import KINDS


def subjects_of(plan: Plan, claims: Sequence[Claim]) -> list[str]:
    """What photos, requests and the trail call the plan and its claims."""
    return [f"plan:{plan.pk}", *(f"claim:{claim.pk}" for claim in claims)]


def photos_of_plan(subjects: Sequence[str]) -> list[Photo]:
    """All photos, those whose file is gone by now too, oldest first."""
    return list(Photo.objects.filter(subject__in=subjects).order_by("taken_at", "pk"))


def photo_file(photo: Photo) -> str:
    """Its name in a ZIP: `photos/plan-front-1b4e28ba.jpg`."""
    return f"photos/{photo.subject.partition(':')[0]}-{photo.view}-{photo.pk.hex[:8]}.jpg"


def photos(found: Sequence[Photo]) -> Part:
    """What each shows, who took it, and the fingerprint it was kept with."""
    rows = [
        (
            *(when(photo.taken_at), spoken(photo.subject.partition(":")[0]), spoken(photo.view), photo.by_name or NOTHING, photo.sha256),
            f"deleted {when(photo.deleted_at)}" if photo.deleted_at else f"kept until {day(photo.keep_until)}",
        )
        for photo in found
    ]
    columns = ("Taken", "Of the", "View", "By", "SHA-256", "File")
    return Part("photos", "Photos", columns=columns, rows=rows, none="No photo was taken.", widths=(4, 2, 2, 3, 7, 4))


def messages(plan: Plan, claims: Sequence[Claim]) -> Part:
    """What the customer was told; addresses masked, and the words by template and version: the slots hold links that open the plan."""
    tokens = ClaimToken.objects.filter(plan=plan).values_list("pk", flat=True)
    causes = Q(cause__startswith=f"plan:{plan.pk}:")
    for begins in (*(f"claim:{claim.pk}:" for claim in claims), *(f"token:{pk}:" for pk in tokens)):
        causes |= Q(cause__startswith=begins)
    rows = [
        (
            *(when(message.queued_at), message.template, f"{message.get_channel_display()}, {message.language}", _address(message)),
            f"{message.get_state_display()} {when(message.ended_at)}" if message.ended_at else message.get_state_display(),
            message.text.version if message.text else NOTHING,
        )
        for message in Message.objects.filter(causes).select_related("text").order_by("id")
    ]
    columns = ("Queued", "Template", "Way", "To", "State", "Words")
    return Part("messages", "Messages", columns=columns, rows=rows, none="Nothing was sent.", widths=(4, 5, 2, 4, 5, 3))


def approvals(found: Sequence[Approval]) -> Part:
    """Who asked for what and why, and who decided."""
    rows = [
        (
            *(when(asked.asked_at), KINDS.get(asked.kind, asked.kind), asked.asked_by_name, typed(asked.reason)),
            f"{spoken(asked.state)}{f' by {asked.decided_by_name}' if asked.decided_by_name else ''}",
            *(when(asked.decided_at), typed(asked.note)),
        )
        for asked in found
    ]
    columns = ("Asked", "For", "By", "Reason", "State", "Decided", "Note")
    return Part("approvals", "Requests and decisions", columns=columns, rows=rows, none="Nothing needed a second person.")


def approvals_of(subjects: Sequence[str]) -> list[Approval]:
    """The requests about the plan and its claims, by the kinds there are, so that an index finds them."""
    return list(Approval.objects.filter(kind__in=list(KINDS), subject__in=subjects).order_by("id"))


def _address(message: Message) -> str:
    name, at, domain = message.address.partition("@")
    if at:
        return f"{name[:1]}•••@{domain}"
    return masked_mobile(message.address) if message.address else "forgotten"
