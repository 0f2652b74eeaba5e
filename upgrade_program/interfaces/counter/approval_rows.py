"""Requests for approval as the desk shows them: what is asked, in rupees and days, about which claim or plan."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import ROUND_FLOOR, Decimal
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from stores.clock import STORE_TIME
from stores.models import Store
from upgrade_program.buyback.models import Claim
from upgrade_program.buyback.services.overriding import OVERRIDE
from upgrade_program.foundation.approvals.enums import State
from upgrade_program.foundation.approvals.models import Approval
from upgrade_program.foundation.approvals.queries import may_decide
from upgrade_program.interfaces.counter.language import day_text
from upgrade_program.kernel.actor import Actor
from upgrade_program.kernel.tongue import spoken
from upgrade_program.kernel.wording import MINUS, rupees_text
from upgrade_program.plans.models import Plan
from upgrade_program.reporting.request_words import KINDS


@dataclass(frozen=True, slots=True)
class Row:
    """One request: `about` names the claim or plan behind `href`; `store` is the code of where it was asked, for those above the stores."""

    asked: Approval
    title: str
    what: str
    about: str
    href: str
    may_decide: bool
    store: str


def rows_of(approvals: Iterable[Approval], *, actor: Actor) -> list[Row]:
    """The requests with what they are about, in two queries for all of them; those above the stores also read where, in a third."""
    asked = list(approvals)
    claims = Claim.objects.select_related("plan").in_bulk(_ids(asked, "claim:"))
    plans = Plan.objects.in_bulk(_ids(asked, "plan:"))
    stores = dict(Store.objects.values_list("pk", "code").filter(pk__in={one.store_id for one in asked})) if actor.sees_all_stores else {}
    return [_row(one, claims=claims, plans=plans, code=stores.get(one.store_id or 0, ""), actor=actor) for one in asked]


def _ids(asked: list[Approval], noun: str) -> list[int]:
    return [int(one.subject.removeprefix(noun)) for one in asked if one.subject.startswith(noun)]


def _row(asked: Approval, *, claims: dict[int, Claim], plans: dict[int, Plan], code: str, actor: Actor) -> Row:
    noun, _colon, key = asked.subject.partition(":")
    about, href, what = "", "", _what(asked.kind, asked.facts)
    if noun == "claim" and (claim := claims.get(int(key))):
        about, href = (
            _("Claim %(written)s, %(device)s") % {"written": claim.written, "device": claim.plan.device},
            reverse("counter:claim", args=[claim.number]),
        )
        what += _("; a manager may waive %(claim)s") % {"claim": rupees_text(waivable(claim))} if asked.kind == OVERRIDE else ""
    elif noun == "plan" and (plan := plans.get(int(key))):
        about, href = (
            _("Plan %(written)s, %(device)s") % {"written": plan.written, "device": plan.device},
            reverse("counter:plan", args=[plan.number]),
        )
    elif noun == "customer":
        about, href = _person(asked, int(key))
    elif noun == "draft" and actor.sees_all_stores:
        about, href = _("The draft and what it would have given"), reverse("admin:programme_draft_change", args=[int(key)])
    elif noun == "prices":
        about, href = _("Change set %(key)s") % {"key": key}, reverse("admin:price_change", args=[int(key)])
    elif noun == "staff" and actor.sees_all_stores:
        about, href = _("This person"), reverse("admin:stores_staffuser_change", args=[asked.facts["staff"]])
    elif noun == "terms_draft" and actor.sees_all_stores:
        about, href = _("The draft and what it would have promised"), reverse("admin:terms_draft", args=[int(key)])
    elif noun == "tax_draft" and actor.sees_all_stores:
        about, href = _("The draft and what it would have taxed"), reverse("admin:tax_draft", args=[int(key)])
    elif noun == "stop":
        about, href = _("Stops of selling"), reverse("admin:selling_stops")
    title = spoken(KINDS.get(asked.kind, asked.kind))
    return Row(asked=asked, title=title, what=what, about=about, href=href, may_decide=may_decide(actor, asked), store=code)


def _person(asked: Approval, customer_id: int) -> tuple[str, str]:
    """What leads to a person; an erasure that was granted leads nowhere any more."""
    if asked.kind != "customer.erasure":
        return _("This member's points"), reverse("counter:member", args=[customer_id])
    if asked.state == State.GRANTED:
        return _("A person who was erased"), ""
    return _("This person, and what goes and stays"), reverse("counter:member_erase", args=[customer_id])


def waivable(claim: Claim) -> Decimal:
    """The whole rupees that a manager may waive of a claim, by the plan's frozen terms."""
    return claim.plan.promise.terms.limits.override_at_most(claim.assured).to_integral_value(ROUND_FLOOR)


def _what(kind: str, facts: dict[str, Any]) -> str:
    match kind:
        case "claim.override":
            amount, deducted, assured = (Decimal(facts[name]) for name in ("amount", "deducted", "assured"))
            share = (amount * 100 / assured).quantize(Decimal("0.1"))
            return _("%(amount)s of %(deducted)s deducted, %(share)s %% of %(assured)s") % {
                "amount": rupees_text(amount),
                "deducted": rupees_text(deducted),
                "share": share,
                "assured": rupees_text(assured),
            }
        case "plan.extension":
            last, through = (day_text(date.fromisoformat(facts[name])) for name in ("last", "through"))
            return _("%(percent)s %% through %(through)s; its last day was %(last)s") % {
                "percent": facts["percent"],
                "through": through,
                "last": last,
            }
        case "plan.swap":
            return _("IMEI ending %(old_last4)s becomes %(new_last4)s, paper %(document)s of %(service_centre)s") % {
                "old_last4": facts["old_last4"],
                "new_last4": facts["new_last4"],
                "document": facts["document"],
                "service_centre": facts["service_centre"],
            }
        case "points.adjustment":
            return _("%(points)s points") % {"points": f"{facts['points']:+,}".replace("-", MINUS)}
        case "customer.erasure":
            return _("Name, mobile and messages go; tax documents stay. It cannot be undone")
        case "points.merge":
            return _("All points and debts go over to the other membership")
        case "programme.version":
            return _("%(part)s from %(day)s") % {
                "part": spoken(facts["part"].capitalize()),
                "day": day_text(date.fromisoformat(facts["from"])),
            }
        case "terms.version":
            begins_on = day_text(date.fromisoformat(facts["from"]))
            return _("From %(day)s, for plans on phones billed from then on") % {"day": begins_on}
        case "tax.rule":
            return _("From %(day)s, for what is billed from then on") % {"day": day_text(date.fromisoformat(facts["from"]))}
        case "prices.change":
            begins = datetime.fromisoformat(facts["from"]).astimezone(STORE_TIME)
            return ngettext("%(rows)s price from %(date)s, %(time)s", "%(rows)s prices from %(date)s, %(time)s", facts["rows"]) % {
                "rows": facts["rows"],
                "date": day_text(begins.date()),
                "time": f"{begins:%H:%M}",
            }
        case "staff.manager":
            return _("Manager of %(store)s, with a second factor") % {"store": facts["store"]}
        case "staff.office":
            return _("Prices, terms, stores and staff of the whole network")
        case "stop.lift":
            since = datetime.fromisoformat(facts["since"]).astimezone(STORE_TIME)
            return _("%(device)s, stopped since %(date)s, %(time)s") % {
                "device": facts["device"],
                "date": day_text(since.date()),
                "time": f"{since:%H:%M}",
            }
        case _:
            return ""
