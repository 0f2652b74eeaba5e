"""A plan as its page shows it, in one statement: with link, papers' numbers, claims, and whether an extension was ever asked for."""

from __future__ import annotations

from typing import Any, TypeVar

from django.contrib.postgres.expressions import ArraySubquery
from django.db import connection
from django.db.models import Exists, Model, OuterRef, QuerySet, TextField, Value
from django.db.models.functions import Cast, Concat, JSONObject

from stores.models import Store
from upgrade_program.buyback.enums import EXTENSION
from upgrade_program.buyback.models import Claim
from upgrade_program.foundation.approvals.models import Approval
from upgrade_program.foundation.approvals.queries import newest_on
from upgrade_program.foundation.database.planned import Place, Planned
from upgrade_program.kernel.actor import Actor
from upgrade_program.kernel.errors import NotFound
from upgrade_program.plans.models import Plan
from upgrade_program.plans.queries import opened_number, whole_plans

MOST = 6  # claims of one plan on its page
Kind = TypeVar("Kind", bound=Model)
_CLAIM = ("id", "number", "state", "assured", "held_through", "store_id")


def whole_plan_for(actor: Actor, number: str) -> Plan:
    """As `plan_for` opens it and refuses. What its page then asks of it costs a statement only where there is such a thing."""
    found = _WHOLE.ask(number=opened_number(actor, number))
    if not found:
        raise NotFound(field="number")
    return found[0]


def claims_of(plan: Plan) -> list[Claim]:
    """The newest claims of a plan, with number, state, store, and what they hold through which day; the rest is read when asked for."""
    if "claims_read" not in plan.__dict__:
        plan.__dict__["claims_read"] = list(Claim.objects.filter(plan=plan).order_by("-id").values_list(_said(), flat=True)[:MOST])
    return [_claim(said, plan) for said in plan.__dict__["claims_read"]]


def extension_of(plan: Plan) -> Approval | None:
    """The newest request to extend a plan, whatever became of it."""
    return None if plan.__dict__.get("extension_asked") is False else newest_on(EXTENSION, f"plan:{plan.pk}")


def _whole(*, number: Place) -> QuerySet[Plan]:
    subject = Concat(Value("plan:"), Cast(OuterRef("pk"), TextField()), output_field=TextField())
    return (
        whole_plans()
        .filter(number=number)
        .annotate(
            claims_read=ArraySubquery(Claim.objects.filter(plan=OuterRef("pk")).order_by("-id").values(said=_said())[:MOST]),
            extension_asked=Exists(Approval.objects.filter(kind=EXTENSION, subject=subject)),
        )
    )


def _said() -> JSONObject:
    """What is said of a claim; the amount as text, because JSON's numbers are floating-point."""
    fields: dict[str, Any] = {name: name for name in _CLAIM}
    return JSONObject(**(fields | {"assured": Cast("assured", TextField()), "code": "store__code"}))


def _claim(said: dict[str, Any], plan: Plan) -> Claim:
    claim = _part(Claim, {name: said[name] for name in _CLAIM})
    claim.plan, claim.store = plan, _part(Store, {"id": said["store_id"], "code": said["code"]})
    return claim


def _part(kind: type[Kind], said: dict[str, Any]) -> Kind:
    """An object of which only these columns are read."""
    read = {field.attname: field.to_python(said[field.attname]) for field in kind._meta.concrete_fields if field.attname in said}
    return kind.from_db(connection.alias, list(read), list(read.values()))


_WHOLE = Planned("whole_plan", _whole, "number")
