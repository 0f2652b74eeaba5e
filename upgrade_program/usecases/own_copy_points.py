"""Membership, points and what was done for them, in a customer's copy."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime
from typing import Any

from loyalty.activity.models import Attendance, CheckIn, Completion, Hiding, Invitation, Purchase, Referral, Review, Standing
from loyalty.ledger.models import Entry, Hold, Lot, LotMove
from loyalty.ledger.queries import account_of, balances, entries_of, family
from loyalty.members.words import rule_of
from loyalty.programme.models import HeardBill, Membership, StatusRecord
from loyalty.programme.queries import level_names
from loyalty.rewards.models import Download, Redemption
from upgrade_program.customers.models import Customer
from upgrade_program.usecases.own_copy_rows import told

_ENTRY = (
    "id seq kind at source_type source_id rule facts d_pending d_available d_held d_debt b_pending b_available b_held b_debt reverses_id"
)
_REDEMPTION = "number reward__name points code__code good_through at store__code state ended_at ended_store__code"


def points_part(customer: Customer, *, at: datetime) -> dict[str, Any]:
    """All of it, also of accounts that were merged into the customer's: those were theirs as well."""
    account = account_of(customer.pk)
    accounts = family(account.pk) if account else []
    journal = entries_of(customer.pk).order_by("id")
    lots = Lot.objects.filter(account__in=accounts).order_by("id")
    own = {"customer": customer}
    had = Redemption.objects.filter(**own).order_by("id")
    return {
        "balance": asdict(balances(customer.pk, at=at)),
        "journal": told(journal, _ENTRY),
        "earn_rules": _rules(journal),
        "lots": told(lots, "id entry_id issued remaining held state live_from expires_at"),
        "moves_of_lots": told(LotMove.objects.filter(lot__in=lots).order_by("id"), "entry_id lot_id points held restored"),
        "put_aside": told(Hold.objects.filter(account__in=accounts).order_by("id"), "points state until source_type source_id"),
        "bills_heard_of": told(HeardBill.objects.filter(**own).order_by("id"), "source_type source_id at facts awarded taken_back_at"),
        "status": _status(told(StatusRecord.objects.filter(**own).order_by("id"), "name since review_on at")),
        "paid_membership": [_months(row) for row in Membership.objects.filter(**own).order_by("id")],
        "rewards": told(had, _REDEMPTION),
        "downloads": told(Download.objects.filter(link__redemption__in=had).order_by("id"), "file__title at"),
        "check_ins": told(CheckIn.objects.filter(**own).order_by("id"), "day at streak points bonus store__code"),
        "missions": told(Completion.objects.filter(**own).order_by("id"), "mission__title turn proof points at live_from taken_back_at"),
        "purchases": told(Purchase.objects.filter(**own).order_by("id"), "source store__code at final_on taken_back_at"),
        "reviews": told(Review.objects.filter(**own).order_by("id"), "stars text at"),
        "events": told(Attendance.objects.filter(**own).order_by("id"), "event__title event__on at"),
        "places_on_boards": told(Standing.objects.filter(**own).order_by("id"), "season__month board rank name score in_a_row award"),
        "left_out_of_boards": told(Hiding.objects.filter(**own), "hidden at"),
        "invitation": told(Invitation.objects.filter(**own), "code created_at"),
        "friends_who_came": told(Referral.objects.filter(member=customer).order_by("id"), "at"),
        "came_by_an_invitation": told(Referral.objects.filter(friend=customer), "at"),
    }


def _rules(journal: Iterable[Entry]) -> list[dict[str, Any]]:
    """The rules that the journal names, as members read them in each language."""
    found = {entry.rule: rule for entry in journal if (rule := rule_of(entry))}
    return [
        {"rule": name} | {each: getattr(rule, each) for each in ("version", "title", "title_hi")} for name, rule in sorted(found.items())
    ]


def _status(records: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The records with what their level is called in Hindi; nothing where head office wrote no name."""
    names = level_names("hi")
    return [row | {"name_hi": names.get(row["name"], "")} for row in records]


def _months(row: Membership) -> dict[str, Any]:
    facts = {name: getattr(row, name) for name in ("months", "price", "amount", "bought_at", "taken_back_at")}
    return facts | {"from": row.days.lower, "until": row.days.upper}
