"""Which step of a claim may follow which. Source: smart-upgrade section 6. The database holds the same table as a trigger."""

from __future__ import annotations

from upgrade_program.buyback.enums import State

STEPS: frozenset[tuple[State, State]] = frozenset(
    {
        (State.OPEN, State.INSPECTED),
        (State.INSPECTED, State.OFFERED),
        (State.OFFERED, State.INSPECTED),  # looked at again: the offer is off
        (State.OFFERED, State.ACCEPTED),
        (State.ACCEPTED, State.SETTLED),
        *((state, end) for state in (State.OPEN, State.INSPECTED, State.OFFERED) for end in (State.REFUSED, State.DECLINED, State.LAPSED)),
        (State.ACCEPTED, State.DECLINED),
        (State.ACCEPTED, State.LAPSED),
        (State.REFUSED, State.OPEN),  # a second look found otherwise
        (State.SETTLED, State.REVERSED),
    }
)
