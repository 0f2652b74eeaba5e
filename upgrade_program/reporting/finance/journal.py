"""The journal of a month: what papers and money book on their day, and what is earned and provided for on the month's last day."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from stores.clock import local_day, start_of_day
from stores.models import Store
from upgrade_program.kernel.money import ZERO
from upgrade_program.kernel.months import anniversary
from upgrade_program.reporting.finance import accounts as of
from upgrade_program.reporting.finance.accounts import SOURCES, Source
from upgrade_program.reporting.finance.asking import rows
from upgrade_program.reporting.finance.deferred import Deferred, StoreBooks, deferred_of
from upgrade_program.reporting.finance.months import DAY, Month


def _lines(source: Source) -> str:
    legs = ", ".join(f"('{leg.account}', {leg.amount})" for leg in source.legs)
    return f"""SELECT x.day, x.store_id, x.document, v.account, v.amount FROM ({source.rows}) x
               CROSS JOIN LATERAL (VALUES {legs}) v(account, amount) WHERE v.amount <> 0"""  # noqa: S608  built of our own words


def _sums(source: Source) -> str:
    legs = ", ".join(f"coalesce(sum({leg.amount}), 0)" for leg in source.legs)
    return f"SELECT {legs} FROM ({source.rows}) x"  # noqa: S608  built of our own words


_DAY = " UNION ALL ".join(map(_lines, SOURCES)) + " ORDER BY 2, 3, 4, 5"
_SUMS = [(source, _sums(source)) for source in SOURCES]
# A look into each store's index instead of a walk through all collections.
_BEGUN = """
    SELECT min(of_store.at)
      FROM stores_store s CROSS JOIN LATERAL (SELECT c.at FROM billing_collection c WHERE c.store_id = s.id ORDER BY c.at LIMIT 1) of_store
"""


@dataclass(frozen=True, slots=True)
class Line:
    """One line: rupees on one side, the other is zero. `document` names the paper that books it."""

    day: date
    store: str
    account: str
    amount: Decimal
    document: str

    @property
    def debit(self) -> Decimal:
        return max(self.amount, ZERO)

    @property
    def credit(self) -> Decimal:
        return max(-self.amount, ZERO)


@dataclass(frozen=True, slots=True)
class Balance:
    """An account over a month, in rupees; above zero it stands in debit. opening + debit − credit = closing."""

    account: str
    opening: Decimal
    change: Decimal

    @property
    def name(self) -> str:
        return of.ACCOUNTS[self.account]

    @property
    def closing(self) -> Decimal:
        return self.opening + self.change


@dataclass(frozen=True, slots=True)
class Trial:
    """All accounts of a month; both columns sum to zero. `books` is what was computed for it, of all stores."""

    month: Month
    balances: list[Balance]
    books: StoreBooks

    def of(self, account: str) -> Balance:
        return next(row for row in self.balances if row.account == account)

    @property
    def balanced(self) -> bool:
        return not sum(row.opening for row in self.balances) and not sum(row.change for row in self.balances)

    @property
    def agrees(self) -> bool:
        """Whether the journal's deferred fees and provision are those computed plan by plan."""
        return (
            self.of(of.DEFERRED_PLANS).closing == -self.books.plans.closing
            and self.of(of.DEFERRED_MEMBERSHIPS).closing == -self.books.memberships.closing
            and self.of(of.PROVISION).closing == -self.books.provision.closing
        )


@dataclass(frozen=True, slots=True)
class Known:
    """What was booked before a day, by account, where it need not be read from the papers."""

    until: date
    amounts: dict[str, Decimal]


def journal(month: Month, *, books: Deferred | None = None) -> Iterator[Line]:
    """The lines by day, store, document and account, a statement a day, so that no statement holds more than a day of the country.

    `books` are the month's deferred fees and provision where they are at hand.
    """
    codes = dict(Store.objects.values_list("pk", "code"))
    for day in month.days:
        for on, store, document, account, amount in rows(_DAY, _span(day, day)):
            yield Line(on, codes[store], account, amount, document)
    books = books or deferred_of(month)
    for store, one in books.stores.items():
        for account, amount, document in month_end(one, month=month):
            yield Line(month.last, codes[store], account, amount, document)


def month_end(books: StoreBooks, *, month: Month) -> Iterator[tuple[str, Decimal, str]]:
    """What a store's month books on its last day: (account, rupees, document); nothing for nothing."""
    pairs = (
        (of.DEFERRED_PLANS, of.PLAN_FEES, books.plans.earned, "FEES"),
        (of.DEFERRED_MEMBERSHIPS, of.MEMBERSHIP_FEES, books.memberships.earned, "MEMBERS"),
        (of.ASSURED, of.PROVISION, books.provision.change, "PROVISION"),
    )
    for debit, credit, amount, paper in pairs:
        if amount:
            yield debit, amount, f"{paper}/{month.name}"
            yield credit, -amount, f"{paper}/{month.name}"


def trial_of(month: Month, *, known: Known | None = None, books: Deferred | None = None) -> Trial:
    """Opening, change and closing of every account, from papers and plans; of the papers only those that are not `known`.

    `books` are the month's deferred fees and provision where they are at hand.
    """
    books = books or deferred_of(month)
    return trial_from(month, books.total, _booked_before(month.first, known), booked(month.first, month.last))


def trial_from(month: Month, books: StoreBooks, opening: dict[str, Decimal], change: dict[str, Decimal]) -> Trial:
    """The same from what was computed, and what papers booked before the month and in it: before it, an account holds all its papers,
    and what was computed by then."""
    # All that was ever put off, less what is put off still, was earned.
    for put_off, earned, kind in (
        (of.DEFERRED_PLANS, of.PLAN_FEES, books.plans),
        (of.DEFERRED_MEMBERSHIPS, of.MEMBERSHIP_FEES, books.memberships),
    ):
        opening[earned] = opening[put_off] + kind.opening
        opening[put_off] = -kind.opening
        change[put_off] += kind.earned
        change[earned] -= kind.earned
    provision = books.provision
    opening[of.ASSURED], opening[of.PROVISION] = provision.opening, -provision.opening
    change[of.ASSURED], change[of.PROVISION] = provision.change, -provision.change
    return Trial(month, [Balance(account, opening[account], change[account]) for account in of.ACCOUNTS], books)


def _booked_before(first: date, known: Known | None) -> dict[str, Decimal]:
    """What was booked before a month, by account; month by month, so that no statement reads more than a month of the country."""
    before = dict.fromkeys(of.ACCOUNTS, ZERO) | (known.amounts if known else {})
    since = known.until if known else begun_on() or first
    while since < first:
        until = anniversary(since, 1)
        for account, amount in booked(since, until - DAY).items():
            before[account] += amount
        since = until
    return before


def begun_on() -> date | None:
    """The first day of the month in which money first moved: every paper follows the money it is about."""
    ((begun,),) = rows(_BEGUN, {})
    return local_day(begun).replace(day=1) if begun else None


def booked(first: date, last: date) -> dict[str, Decimal]:
    """What papers and money booked on these days, by account; each source is summed before it is spread."""
    sums = dict.fromkeys(of.ACCOUNTS, ZERO)
    for source, sql in _SUMS:
        (amounts,) = rows(sql, _span(first, last))
        for leg, amount in zip(source.legs, amounts, strict=True):
            sums[leg.account] += amount
    return sums


def _span(first: date, last: date) -> dict[str, object]:
    after = last + DAY
    return {"from": start_of_day(first), "to": start_of_day(after), "first": first, "last": after}
