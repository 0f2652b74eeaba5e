"""The battery of hostile statements, continued: a model sold again by one person alone, a stop that goes away, a view taken over."""

from __future__ import annotations

from tests.architecture.hostile import denied, law

_GRANTED = "a_stop_was_lifted_by_a_second_person"
_WRITTEN = "a_stop_stands_as_written_and_is_lifted_once"
_OF = "permission denied for table catalog_sellingstop"
_VIEW = "permission denied for table saved_views_savedview"


def lift(stop: str = "stop", approval: str = "%(lift)s", at: str = "%(at)s") -> str:
    return f"UPDATE catalog_sellingstop SET lifted_at = {at}, lifted_approval_id = {approval} WHERE id = %({stop})s"


def decided(state: str = "granted", by: str = "%(manager)s") -> str:
    """Somebody decides the request that waits for it."""
    return (
        f"UPDATE approvals_approval SET state = '{state}', decided_by_id = {by}, decided_by_name = 'Somebody', decided_at = %(at)s,"
        " note = 'x' WHERE id = %(lift)s; "
    )


def stop(**changes: str) -> str:
    """A stop of the model that the plans are sold on."""
    row = {"model_id": "%(model)s", "reason": "'Fire'", "stopped_at": "%(at)s", "stopped_by_id": "%(office)s"} | changes
    return f"INSERT INTO catalog_sellingstop ({', '.join(row)}) VALUES ({', '.join(row.values())})"


STOPS = [
    law("lift a stop alone", lift(), _GRANTED),
    law("lift a stop that was not allowed", decided("rejected") + lift(), _GRANTED),
    law("grant one's own lifting", decided(by="asked_by_id"), "nobody_approves_their_own"),
    law("lift a stop by another stop's grant", "UPDATE catalog_sellingstop SET lifted_at = %(at)s, lifted_approval_id = %(waiting_set)s"
        " WHERE id = %(stop)s", _GRANTED),
    law("use one grant twice", lift(approval="%(over_lift)s"), "catalog_sellingstop_lifted_approval_id_key"),
    law("lift it at another instant than it was granted", decided() + lift(at="%(later)s"), _GRANTED),
    law("lift it before it began", decided() + lift(at="%(at)s::timestamptz - interval '1 day'"), "a_lifted_stop_names_its_later_grant"),
    law("lift it by no grant", lift(approval="NULL"), "a_lifted_stop_names_its_later_grant"),
    law("a lifted stop stands again", "UPDATE catalog_sellingstop SET lifted_at = NULL, lifted_approval_id = NULL WHERE id = %(over)s",
        _WRITTEN),
    law("lift it twice", lift(stop="over", approval="%(over_lift)s", at="%(later)s"), _WRITTEN),
    law("a second stop of a model", stop(model_id="(SELECT model_id FROM catalog_sellingstop WHERE id = %(stop)s)"),
        "one_standing_stop_a_model"),
    law("a stop for no reason", stop(reason="' '"), "a_stop_has_a_reason"),
    law("a stop that never stood", stop(lifted_at="%(at)s", lifted_approval_id="%(waiting_set)s"), "a_stop_begins_by_standing"),
    denied("forget a stop", "DELETE FROM catalog_sellingstop", _OF),
    denied("another model", "UPDATE catalog_sellingstop SET model_id = %(model)s", _OF),
    denied("another reason", "UPDATE catalog_sellingstop SET reason = 'x'", _OF),
    denied("take another's view over", "UPDATE saved_views_savedview SET owner_id = 1", _VIEW),
    denied("move a view to another list", "UPDATE saved_views_savedview SET place = 'x'", _VIEW),
    denied("somebody else stopped it", "UPDATE catalog_sellingstop SET stopped_by_id = %(clerk)s", _OF),
]  # fmt: skip

# The controls: one person stops, and what another one has granted is lifted.
STOPPED_LAWFULLY = stop()
LIFTED_LAWFULLY = decided() + lift()
