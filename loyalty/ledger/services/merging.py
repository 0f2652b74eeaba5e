"""Two members are one person: lots and debts go over by journal, and the emptied account points to the other."""

from __future__ import annotations

from loyalty.ledger.causes import Cause
from loyalty.ledger.enums import Kind, LotState
from loyalty.ledger.models import Account, Entry
from loyalty.ledger.refusals import PointsOnHold, SameAccount
from loyalty.ledger.services.accounts import locked_all, open_accounts
from loyalty.ledger.services.acting import act
from loyalty.ledger.services.book import Book, Part
from loyalty.ledger.services.upkeep import opened


@act
def merge(*, from_customer_id: int, into_customer_id: int, cause: Cause) -> None:
    """Bring all points and debt of one member to another; what comes later for the first goes to the second too.

    Refuses `same_account`, and `points_on_hold` while a payment with the first member's points is on its way.
    """
    if from_customer_id == into_customer_id:
        raise SameAccount
    open_accounts([from_customer_id, into_customer_id], at=cause.at)
    accounts = locked_all([from_customer_id, into_customer_id])
    source, target = accounts[from_customer_id], accounts[into_customer_id]
    if source.pk == target.pk:
        raise SameAccount
    if source.held:
        raise PointsOnHold(points=source.held)
    _bring(opened(source, at=cause.at), opened(target, at=cause.at), cause=cause)


def _bring(old: Book, new: Book, *, cause: Cause) -> None:
    going = [lot for lot in old.lots if lot.remaining]
    out: Entry | None = None
    if going or old.account.debt:
        lots = [
            new.issue(
                points=lot.remaining,
                live_from=lot.live_from,
                expires_at=lot.expires_at,
                pending=lot.state == LotState.PENDING,
                origin=lot,
            )
            for lot in going
        ]
        debt = old.account.debt
        coming = [Part(lot, points=lot.issued) for lot in lots]
        out = old.post(Kind.MERGE, cause, [Part(lot, points=-lot.remaining) for lot in going], debt=-debt)
        for lot in going:
            old.end(lot)
        old.account.merged_into = new.account
        old.close()
        new.post(Kind.MERGE, cause, coming, debt=debt, reverses=out)
        new.pay_debt(cause)
    else:
        old.close()
        Account.objects.filter(pk=old.account.pk).update(merged_into=new.account)
    new.close()
