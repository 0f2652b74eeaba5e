"""The customer's address of a plan."""

from __future__ import annotations

from django.conf import settings

from upgrade_program.plans.models import PublicLink


def public_url(link: PublicLink | None) -> str:
    """The whole address behind the QR, or nothing while no link is in force."""
    return f"{settings.PUBLIC_URL}/p/{link.token}/" if link else ""
