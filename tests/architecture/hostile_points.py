"""What would be tried on the points ledger, and what refuses it: each row as in `hostile`. %(names)s are the rows of `victims.shop`."""

from __future__ import annotations

from loyalty.ledger.models import Account, Entry, Hold, Lot, LotMove
from tests.architecture.hostile import again, denied, law

_OF_A_TABLE = "permission denied for table {}".format
_OWNER = "must be owner of {}".format
_NEXT = {"seq": "(SELECT last_seq FROM ledger_account WHERE id = %(points)s)"}
_GO_ON = "UPDATE ledger_account SET last_seq = last_seq + 1 WHERE id = %(points)s; "
_AFTER = {f"b_{name}": f"(SELECT {name} FROM ledger_account WHERE id = %(points)s)" for name in ("pending", "available", "held", "debt")}
_EARN = "id = %(earned)s"


def entry(**changes: str) -> str:
    """Count the account on and write one line more, after the earn's pattern."""
    return _GO_ON + again(Entry, _EARN, **(_NEXT | {"source_id": "'forged'"} | changes))


POINTS = [
    denied("delete the journal", "DELETE FROM ledger_entry WHERE id = %(earned)s", _OF_A_TABLE("ledger_entry")),
    denied("rewrite the journal", "UPDATE ledger_entry SET d_available = 9999 WHERE id = %(earned)s", _OF_A_TABLE("ledger_entry")),
    denied("another's bill", "UPDATE ledger_entry SET source_id = 'mine' WHERE id = %(earned)s", _OF_A_TABLE("ledger_entry")),
    denied("forget an account", "DELETE FROM ledger_account WHERE id = %(points)s", _OF_A_TABLE("ledger_account")),
    denied("another's account", "UPDATE ledger_account SET customer_id = %(other_customer)s", _OF_A_TABLE("ledger_account")),
    denied("points that never die", "UPDATE ledger_lot SET expires_at = NULL WHERE id = %(lot)s", _OF_A_TABLE("ledger_lot")),
    denied("points before their time", "UPDATE ledger_lot SET live_from = %(at)s WHERE id = %(pending_lot)s", _OF_A_TABLE("ledger_lot")),
    denied("a bigger lot", "UPDATE ledger_lot SET issued = 9999 WHERE id = %(lot)s", _OF_A_TABLE("ledger_lot")),
    denied("throw lots away", "DELETE FROM ledger_lot WHERE id = %(lot)s", _OF_A_TABLE("ledger_lot")),
    denied("unspend", "UPDATE ledger_lotmove SET points = -1 WHERE id = %(spent_move)s", _OF_A_TABLE("ledger_lotmove")),
    denied("forget what was spent", "DELETE FROM ledger_lotmove WHERE id = %(spent_move)s", _OF_A_TABLE("ledger_lotmove")),
    denied("keep points for ever", "UPDATE ledger_hold SET until = '2099-01-01' WHERE id = %(hold)s", _OF_A_TABLE("ledger_hold")),
    denied("forget a hold", "DELETE FROM ledger_hold WHERE id = %(hold)s", _OF_A_TABLE("ledger_hold")),
    denied("pass the laws by", "ALTER TABLE ledger_lot DISABLE TRIGGER ALL", _OWNER("table ledger_lot")),
    denied("empty the ledger", "TRUNCATE ledger_entry CASCADE", _OF_A_TABLE("ledger_entry")),
    denied("set the ids of entries", "SELECT setval('ledger_entry_id_seq', 1000000)", "denied for sequence ledger_entry_id_seq"),
    law("points out of the air", "UPDATE ledger_account SET available = available + 1000 WHERE id = %(points)s", "balances_equal_the_lots"),
    law("points in a lot", "UPDATE ledger_lot SET remaining = remaining + 1 WHERE id = %(lot)s", "balances_equal_the_lots"),
    law("points in both, without a line", "UPDATE ledger_account SET available = available + 1 WHERE id = %(points)s;"
        " UPDATE ledger_lot SET remaining = remaining + 1 WHERE id = %(lot)s", "balances_equal_the_last_entry"),
    law("fewer than none", "UPDATE ledger_account SET available = -1 WHERE id = %(points)s", "balances_are_never_negative"),
    law("owe and have", "UPDATE ledger_account SET debt = 5 WHERE id = %(points)s", "points_are_never_available_beside_debt"),
    law("forgive a debt", "UPDATE ledger_account SET debt = 0 WHERE id = %(owing)s", "balances_equal_the_last_entry"),
    law("points for a merged account", "UPDATE ledger_account SET last_seq = last_seq + 1 WHERE id = %(merged)s",
        "an_account_stays_its_customers"),
    law("merge with oneself", "UPDATE ledger_account SET pending = 0, available = 0, held = 0, merged_into_id = id WHERE id = %(points)s",
        "an_account_merges_into_another"),
    law("merge away with points", "UPDATE ledger_account SET merged_into_id = %(owing)s WHERE id = %(points)s",
        "a_merged_account_is_empty"),
    law("an account full at once", again(Account, "id = %(points)s", customer_id="%(other_customer)s"), "an_account_opens_empty"),
    law("count back", "UPDATE ledger_account SET last_seq = last_seq - 1 WHERE id = %(points)s", "an_account_stays_its_customers"),
    law("count on without a line", _GO_ON.strip("; "), "balances_equal_the_last_entry"),
    law("earn by one bill twice", _GO_ON + again(Entry, _EARN, **_NEXT), "one_earn_a_source"),
    law("spend by one act twice", _GO_ON + again(Entry, "id = %(spent)s", **_NEXT), "one_redeem_a_source"),
    law("a line in the middle", again(Entry, _EARN, source_id="'forged'"), "entries_of_an_account_are_numbered"),
    law("a line ahead of the account", again(Entry, _EARN, source_id="'forged'", seq="1000"), "an_entry_follows_the_one_before"),
    law("a line that forgets the one before", entry(b_available="1"), "an_entry_follows_the_one_before"),
    law("spend upward", entry(kind="'redeem'"), "an_entry_changes_what_its_kind_may"),
    law("give back what nobody took", entry(kind="'restore'"), "an_entry_reverses_one_where_its_kind_does"),
    law("a line without a reason", entry(source_id="''"), "an_entry_names_its_source"),
    law("an unknown kind", entry(kind="'gift'"), "an_entry_changes_what_its_kind_may"),
    law("capture a hold that was released", _GO_ON + again(Entry, "id = %(released)s", kind="'capture'", d_available="0",
        source_id="'forged'", **(_NEXT | _AFTER)), "one_capture_or_release_a_hold"),
    law("a second lot of one earn", again(Lot, "id = %(lot)s"), "lots_are_issued_by_their_entry"),
    law("a lot of a redemption", again(Lot, "id = %(lot)s", entry_id="%(spent)s"), "lots_are_issued_by_their_entry"),
    law("a lot with more than was issued", "UPDATE ledger_lot SET remaining = issued + 1 WHERE id = %(lot)s",
        "a_lot_holds_no_more_than_was_issued"),
    law("wake a dead lot", "UPDATE ledger_lot SET state = 'live' WHERE id = %(dead_lot)s", "a_lot_takes_legal_steps_only"),
    law("points in a dead lot", "UPDATE ledger_lot SET remaining = 1 WHERE id = %(dead_lot)s", "an_ended_lot_has_nothing_left"),
    law("live before the account knows", "UPDATE ledger_lot SET state = 'live' WHERE id = %(pending_lot)s", "balances_equal_the_lots"),
    law("move a lot twice by one line", again(LotMove, "id = %(spent_move)s"), "an_entry_moves_a_lot_once"),
    law("move nothing", again(LotMove, "id = %(spent_move)s", points="0", held="0", lot_id="%(pending_lot)s"), "a_move_moves_something"),
    law("give back more than was taken", "UPDATE ledger_lotmove SET restored = 1 - points WHERE id = %(spent_move)s",
        "no_more_is_restored_than_was_taken"),
    law("unrestore", "UPDATE ledger_lotmove SET restored = 0 WHERE id = %(restored_move)s", "moves_stay_as_written"),
    law("a hold born captured", again(Hold, "id = %(hold)s", entry_id="%(spent)s", state="'captured'"), "a_hold_starts_open"),
    law("open a hold again", "UPDATE ledger_hold SET state = 'open' WHERE id = %(released_hold)s", "a_hold_ends_once"),
    law("two holds of one line", again(Hold, "id = %(hold)s"), "ledger_hold_entry_id_"),
]  # fmt: skip

_KEYS = "account_id, seq, kind, d_pending, d_available, d_held, d_debt, source_type, source_id, rule, actor_name, at, facts, note"
ONE_POINT = (
    _GO_ON.replace("SET ", "SET available = available + 1, ")
    + f"WITH line AS (INSERT INTO ledger_entry ({_KEYS}, b_pending, b_available, b_held, b_debt)"
    " SELECT id, last_seq, 'earn', 0, 1, 0, 0, 'plan', 'lawful', '', 'system', %(at)s, '{}', '', pending, available, held, debt"
    " FROM ledger_account WHERE id = %(points)s RETURNING id, account_id),"
    " lot AS (INSERT INTO ledger_lot (account_id, entry_id, issued, remaining, held, state, live_from)"
    " SELECT account_id, id, 1, 1, 0, 'live', %(at)s FROM line RETURNING id, entry_id)"
    " INSERT INTO ledger_lotmove (entry_id, lot_id, points, held, restored) SELECT entry_id, id, 1, 0, 0 FROM lot"
)
