"""What happened to a plan, as the audit trail tells it."""

from __future__ import annotations

from django.db.models import F, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce, Concat, NullIf, Trim

from stores.models import StaffUser
from upgrade_program.foundation.audit.models import AuditRow
from upgrade_program.foundation.audit.queries import rows_for
from upgrade_program.plans.models import Plan


def history_of(plan: Plan) -> QuerySet[AuditRow]:
    """The plan's audit rows, oldest first, each with `actor_name`: who did it, None for the house's own jobs. One query."""
    whole = NullIf(Trim(Concat("first_name", Value(" "), "last_name")), Value(""))
    name = StaffUser.objects.filter(pk=OuterRef("actor_id")).annotate(whole=Coalesce(whole, F("username"))).values("whole")[:1]
    return rows_for(f"plan:{plan.pk}").annotate(actor_name=Subquery(name))
