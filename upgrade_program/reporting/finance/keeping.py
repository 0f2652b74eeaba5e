"""Keeping the books by month, so that a page reads sums and not the papers and plans of years; and checking what is kept against those.

A month that is over never changes again (see `deferred`): it is kept once, when its last acts have ended. The running month is kept anew
each quarter of an hour, as a whole, from papers and plans. From midnight until then, what papers booked is read from the papers, after
what is kept for good, and what is computed of plans from the sums that were made for the new day the evening before (see `carrying`): of
every plan that lives some of its fee is earned each day. Each night what was kept longest unchecked is computed again; a difference is
told, never mended in silence. Papers and plans are read as of one instant: a sale between two statements would make the books look wrong.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db.models import DateTimeField, ExpressionWrapper, F, QuerySet, Sum

from stores.clock import start_of_day
from upgrade_program.kernel.money import ZERO
from upgrade_program.kernel.months import anniversary
from upgrade_program.reporting.finance.accounts import ACCOUNTS
from upgrade_program.reporting.finance.asking import one_snapshot, rows
from upgrade_program.reporting.finance.carrying import carried, carry
from upgrade_program.reporting.finance.deferred import Deferred, Earnings, Expected, Provision, StoreBooks, deferred_of
from upgrade_program.reporting.finance.journal import Known, Trial, begun_on, booked, trial_from, trial_of
from upgrade_program.reporting.finance.months import DAY, Month, month_of
from upgrade_program.reporting.models import CarriedMonth, KeptAmount, KeptMonth, KeptStore

A_NIGHT = 3  # months computed again in one night
# After midnight some acts of the last day are still under way: their instant is before it, and their rows come when they end.
SETTLES = timedelta(minutes=10)
EVENING = timedelta(hours=2)  # before midnight
_FIGURES = (
    *("plans_opening", "plans_closing", "plans_earned", "members_opening", "members_closing", "members_earned"),
    *("promised_before", "promised", "provision_opening", "provision_closing"),
)
_HOLD = "SELECT pg_try_advisory_xact_lock(hashtext('books'))"


@dataclass(frozen=True, slots=True)
class Books:
    """A month's trial balance; `kept_at` is None where it was computed for whoever asked, `faults` what the last check found wrong."""

    trial: Trial
    kept_at: datetime | None = None
    faults: int = 0


def books_of(month: Month) -> Books:
    """The month from what is kept, in a few statements; from papers and plans where it, or a month before it, is not kept."""
    kept, known = _kept(month), _known(month)
    if kept is None or known.until < month.first:
        with one_snapshot():
            return Books(trial_of(month, known=known, books=carried(month)))
    change = dict.fromkeys(ACCOUNTS, ZERO) | dict(kept.amounts.values_list("account", "amount"))
    return Books(trial_from(month, _total(kept), known.amounts, change), kept.kept_at, kept.faults)


def computed_of(month: Month) -> Deferred:
    """The month's deferred fees and provision by store, likewise."""
    if kept := _kept(month):
        return _computed(kept, month)
    with one_snapshot():
        return carried(month) or deferred_of(month)


def keep_books(*, on: date, at: datetime) -> list[Month]:
    """Keep every month that is over and not kept yet, and the running one anew; gives those. Nothing while somebody else keeps them."""
    done: list[Month] = []
    for month in _months(on):
        with _holding() as mine:
            if not mine:
                return done
            if not _is_over(_kept(month)):
                _keep(month, at=at)
                done.append(month)
    return done


def carry_books(*, on: date, at: datetime) -> list[Month]:
    """From 22:00 make the sums of tomorrow ahead, and of the month that ends today, once; gives those made. Those of days gone by go.

    Nothing while somebody else keeps the books.
    """
    tomorrow = on + DAY
    if at < start_of_day(tomorrow) - EVENING:
        return []
    due = [month_of(day, today=tomorrow) for day in ((on, tomorrow) if tomorrow.day == 1 else (tomorrow,))]
    with _holding() as mine:
        if not mine:
            return []
        CarriedMonth.objects.filter(last__lt=on).delete()
        made = [month for month in due if not CarriedMonth.objects.filter(first=month.first, last=month.last).exists()]
        for month in made:
            carry(month, seen=at - SETTLES)
        return made


def check_books(*, at: datetime, most: int = A_NIGHT) -> list[str]:
    """Compute again those months that are over and were checked longest ago, and say which figures differ from what is kept."""
    found: list[str] = []
    with _holding() as mine:
        over = _over(KeptMonth.objects.order_by(F("checked_at").asc(nulls_first=True), "first"))
        for kept in over[:most] if mine else ():
            wrong = list(_differences(kept))
            kept.checked_at, kept.faults = at, len(wrong)
            kept.save(update_fields=["checked_at", "faults"])
            found += wrong
    return found


@contextmanager
def _holding() -> Iterator[bool]:
    """A transaction in which nobody else keeps the books; False where somebody does."""
    with one_snapshot():
        ((mine,),) = rows(_HOLD, {})
        yield mine


def _months(on: date) -> Iterator[Month]:
    """From the first in which money moved, through the running one."""
    first = begun_on() or on.replace(day=1)
    while first <= on:
        yield month_of(first, today=on)
        first = anniversary(first, 1)


def _kept(month: Month) -> KeptMonth | None:
    """The month as it is kept; one that has ended only if it was kept afterwards, because its last hours would be missing."""
    kept = KeptMonth.objects.filter(first=month.first, last=month.last).first()
    return kept if kept and (month.goes_on or _is_over(kept)) else None


def _is_over(kept: KeptMonth | None) -> bool:
    """Whether it is kept as it will stay: after its last day, when the last act of that day had ended."""
    return kept is not None and kept.kept_at >= start_of_day(kept.last + DAY) + SETTLES


def _over(months: QuerySet[KeptMonth]) -> QuerySet[KeptMonth]:
    """Those of which that is so."""
    settled = ExpressionWrapper(F("kept_at") - SETTLES, output_field=DateTimeField())
    return months.annotate(settled=settled).filter(settled__date__gt=F("last"))


def _keep(month: Month, *, at: datetime) -> None:
    books = deferred_of(month)
    KeptMonth.objects.filter(first=month.first).delete()
    kept = KeptMonth.objects.create(
        **{"first": month.first, "last": month.last, "kept_at": at},
        **{"ended_before": books.expected_before.ended, "redeemed_before": books.expected_before.redeemed},
        **{"ended": books.expected.ended, "redeemed": books.expected.redeemed},
    )
    amounts = booked(month.first, month.last)
    KeptAmount.objects.bulk_create(KeptAmount(month=kept, account=account, amount=amount) for account, amount in amounts.items() if amount)
    KeptStore.objects.bulk_create((_row(kept, store, one) for store, one in books.stores.items()), batch_size=2000)


def _row(kept: KeptMonth, store: int, one: StoreBooks) -> KeptStore:
    return KeptStore(month=kept, store_id=store, **_figures(one))


def _figures(one: StoreBooks) -> dict[str, Decimal]:
    plans, members, provision = one.plans, one.memberships, one.provision
    figures = (
        *(plans.opening, plans.closing, plans.earned, members.opening, members.closing, members.earned),
        *(provision.promised_before, provision.promised, provision.opening, provision.closing),
    )
    return dict(zip(_FIGURES, figures, strict=True))


def _books(figures: Sequence[Decimal]) -> StoreBooks:
    """What `_figures` gave, from its values in their order."""
    return StoreBooks(Earnings(*figures[:3]), Earnings(*figures[3:6]), Provision(*figures[6:]))


def _total(kept: KeptMonth) -> StoreBooks:
    """All stores of a month, summed by the database."""
    sums = kept.stores.aggregate(**{name: Sum(name, default=ZERO) for name in _FIGURES})
    return _books([sums[name] for name in _FIGURES])


def _computed(kept: KeptMonth, month: Month) -> Deferred:
    stores = {store: _books(figures) for store, *figures in kept.stores.order_by("store_id").values_list("store_id", *_FIGURES)}
    before, after = Expected(kept.ended_before, kept.redeemed_before), Expected(kept.ended, kept.redeemed)
    return Deferred(month=month, stores=stores, expected_before=before, expected=after)


def _known(month: Month) -> Known:
    """What was booked before a month, as far as every month from the first on is kept as it will stay."""
    until = min(begun_on() or month.first, month.first)
    for first in _over(KeptMonth.objects.filter(first__lt=month.first)).order_by("first").values_list("first", flat=True):
        if first == until:
            until = anniversary(first, 1)
    sums = KeptAmount.objects.filter(month__first__lt=until).values_list("account").annotate(Sum("amount"))
    return Known(until, dict.fromkeys(ACCOUNTS, ZERO) | dict(sums))


def _differences(kept: KeptMonth) -> Iterator[str]:
    """Account by account and store by store."""
    month = Month(first=kept.first, last=kept.last)
    told = dict.fromkeys(ACCOUNTS, ZERO) | dict(kept.amounts.values_list("account", "amount"))
    for account, amount in booked(month.first, month.last).items():
        if told[account] != amount:
            yield f"{month.name}, account {account}: kept {told[account]}, by its papers {amount}"
    stands, books = _computed(kept, month), deferred_of(month)
    for store in sorted({*stands.stores, *books.stores}):
        if _figures(stands.stores.get(store, StoreBooks())) != _figures(books.stores.get(store, StoreBooks())):
            yield f"{month.name}, store {store}: deferred fees or provision are not those of its plans"
    if (stands.expected_before, stands.expected) != (books.expected_before, books.expected):
        yield f"{month.name}: the shares redeemed are not those of the plans"
