"""The customer's link to the masked page of a plan."""

from __future__ import annotations

import secrets
from datetime import datetime

from django.db import transaction

from upgrade_program.foundation.audit.services import record as audit
from upgrade_program.kernel.actor import Actor
from upgrade_program.kernel.errors import Forbidden
from upgrade_program.plans.models import Plan, PublicLink


def open_link(*, plan: Plan, at: datetime) -> PublicLink:
    """A new link with 128 random bits. One link is in force a plan; the database refuses a second."""
    return PublicLink.objects.create(plan=plan, token=secrets.token_urlsafe(16), created_at=at)


def renew_link(*, plan: Plan, actor: Actor, at: datetime) -> PublicLink:
    """Revoke the link in force and open another: the old address answers as if it never was. Staff of the selling store only."""
    if not actor.works_for(plan.store_id):
        raise Forbidden(next_step="Ask the store that sold the plan.")
    with transaction.atomic():
        Plan.objects.select_for_update().get(pk=plan.pk)
        plan.links.filter(revoked_at__isnull=True).update(revoked_at=at)
        link = open_link(plan=plan, at=at)
        audit(
            actor=actor,
            at=at,
            verb="plan.link_renewed",
            subject=f"plan:{plan.pk}",
            before=None,
            after={"link": link.pk},
            chain=plan.store_id,
        )
    return link
