"""What happened to a plan, as the audit trail tells it."""

from __future__ import annotations

from django.db.models import F, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce, Concat, NullIf, Trim

from stores.models import StaffUser
from upgrade_program.foundation.audit.models import AuditRow
from upgrade_program.foundation.database.planned import Place, Planned
from upgrade_program.plans.models import Plan


def history_of(plan: Plan) -> list[AuditRow]:
    """The plan's audit rows, oldest first, each with `actor_name`: who did it, None for the house's own jobs. One query."""
    return _HISTORY.ask(subject=f"plan:{plan.pk}")


def _history(*, subject: Place) -> QuerySet[AuditRow]:
    whole = NullIf(Trim(Concat("first_name", Value(" "), "last_name")), Value(""))
    staff = StaffUser.objects.filter(pk=OuterRef("actor_id")).order_by()
    name = Subquery(staff.annotate(whole=Coalesce(whole, F("username"))).values("whole"))
    return AuditRow.objects.filter(subject=subject).annotate(actor_name=name).order_by("id")


_HISTORY = Planned("history_of_a_plan", _history, "subject")
