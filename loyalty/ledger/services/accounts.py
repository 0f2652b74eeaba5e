"""Opening accounts, and locking them: always the account first, several in the order of their ids, its lots in a later statement."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import connection, transaction

from loyalty.ledger.models import Account
from loyalty.ledger.queries import survivor_ids
from loyalty.ledger.services.acting import act
from loyalty.ledger.services.arrays import array

_OPEN = """
    INSERT INTO ledger_account (customer_id, pending, available, held, debt, last_seq, opened_at)
    SELECT customer, 0, 0, 0, 0, 0, %s FROM unnest(%s::bigint[]) AS customer
     WHERE NOT EXISTS (SELECT 1 FROM ledger_account WHERE customer_id = customer)
     ORDER BY customer
        ON CONFLICT (customer_id) DO NOTHING
"""


@act
def open_account(*, customer_id: int, at: datetime) -> Account:
    """The customer's account, opened now if there is none; of a merged customer the account it was merged into."""
    open_accounts([customer_id], at=at)
    return Account.objects.get(pk=survivor_ids([customer_id])[customer_id])


def open_accounts(customer_ids: Iterable[int], *, at: datetime) -> None:
    """Open the accounts that are missing, in the order of the customers, so that two who do it at once cannot wait for each other."""
    with connection.cursor() as cursor:
        cursor.execute(_OPEN, [at, array(sorted(set(customer_ids)))])


def locked(customer_id: int) -> Account | None:
    """The account that the customer's points stand in, kept from everybody else until the transaction ends; None without one."""
    return locked_all([customer_id]).get(customer_id)


def locked_or_opened(customer_id: int, *, at: datetime) -> Account:
    """The same, opened first if there is none."""
    account = locked(customer_id)
    while account is None:
        open_accounts([customer_id], at=at)
        account = locked(customer_id)
    return account


def locked_all(customer_ids: Iterable[int]) -> dict[int, Account]:
    """The same for several, by customer; two customers may share one account."""
    wanted = sorted(set(customer_ids))
    while True:
        ids = survivor_ids(wanted)
        before = transaction.savepoint()
        # A row merged while we waited for it no longer meets the condition, and is neither given nor kept.
        accounts = Account.objects.select_for_update(no_key=True).filter(pk__in=set(ids.values()), merged_into__isnull=True)
        rows = {row.pk: row for row in accounts.order_by("pk")}
        if rows.keys() == set(ids.values()):
            transaction.savepoint_commit(before)
            return {customer: rows[pk] for customer, pk in ids.items()}
        transaction.savepoint_rollback(before)  # lets the others go: what is locked next may have a lower number
        transaction.savepoint_commit(before)  # rolled back to, it still stands: each further try would lay another one on top


def locked_account(account_id: int) -> Account:
    """The account, or the one it was merged into, kept from everybody else."""
    account = locked(Account.objects.values_list("customer_id", flat=True).get(pk=account_id))
    if account is None:
        raise Account.DoesNotExist
    return account
