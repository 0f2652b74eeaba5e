"""Acts on a plan's consent as they would be without waiting for each other: for the controls of their races."""

from __future__ import annotations

from threading import Barrier

import pytest

from upgrade_program.plans.models import Plan
from upgrade_program.plans.queries import is_silent
from upgrade_program.plans.services import consent


def nobody_waits(monkeypatch: pytest.MonkeyPatch, *, size: int) -> None:
    """Everybody of so many has looked before anybody writes, as they can where nobody waits for the plan's row."""
    judged = Barrier(size, timeout=60)

    def judge(plan: Plan) -> bool:
        seen = is_silent(plan)
        judged.wait()
        return seen

    monkeypatch.setattr(consent, "locked", lambda pk: Plan.objects.select_related("customer").get(pk=pk))
    monkeypatch.setattr(consent, "is_silent", judge)
