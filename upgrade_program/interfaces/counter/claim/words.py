"""How the counter calls the states of a claim."""

from django.utils.translation import gettext_lazy

from upgrade_program.buyback.enums import State

STATE_WORDS = {
    State.OPEN: gettext_lazy("Checking"),
    State.INSPECTED: gettext_lazy("Checked"),
    State.OFFERED: gettext_lazy("Offered"),
    State.ACCEPTED: gettext_lazy("Accepted"),
    State.SETTLED: gettext_lazy("Settled"),
    State.REFUSED: gettext_lazy("Refused"),
    State.DECLINED: gettext_lazy("Declined"),
    State.LAPSED: gettext_lazy("Lapsed"),
    State.REVERSED: gettext_lazy("Reversed"),
}
