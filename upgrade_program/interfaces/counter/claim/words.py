"""How the counter calls the states of a claim."""

from upgrade_program.buyback.enums import State

STATE_WORDS = {
    State.OPEN: "Checking",
    State.INSPECTED: "Checked",
    State.OFFERED: "Offered",
    State.ACCEPTED: "Accepted",
    State.SETTLED: "Settled",
    State.REFUSED: "Refused",
    State.DECLINED: "Declined",
    State.LAPSED: "Lapsed",
    State.REVERSED: "Reversed",
}
