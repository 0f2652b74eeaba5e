"""The rules. A signal is a reason to look, never a verdict: each says what else it may be.

Source: reliability section 4 (abuse to design against). The thresholds are ours, set on seeded data (tests/reporting/test_signals.py).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Rule:
    """`least` cases are needed; where `apart` is given, the share of cases must also lie that many standard deviations above the network's.

    `rows` says what the rows behind a signal are: plans, claims or approvals.
    """

    key: str
    title: str
    reason: str
    innocent: str
    least: int
    rows: Literal["plan", "claim", "approval"]
    apart: int = 0

    @property
    def threshold(self) -> str:
        """In words."""
        least = f"at least {self.least} case{'' if self.least == 1 else 's'}"
        return f"{least}, and {self.apart} standard deviations above the network's share" if self.apart else least


EARLIER_DATED = Rule(
    key="earlier_dated",
    title="Sales dated before their day",
    reason="An earlier bill date brings the first payout nearer.",
    innocent="A store that was offline enters its paper bills the day after.",
    least=8,
    apart=5,
    rows="plan",
)
VOID_AFTER_CASH = Rule(
    key="void_after_cash",
    title="Sales cancelled after cash was taken",
    reason="Cash can be kept when a sale is taken back without the customer.",
    innocent="A manager who does all cancellations of a store with many returns.",
    least=6,
    apart=5,
    rows="plan",
)
ONE_MOBILE = Rule(
    key="one_mobile",
    title="One mobile on many sales",
    reason="Plans sold to oneself, or codes that come to a colleague's phone.",
    innocent="A family or a small firm that buys many phones; firms with a GSTIN are left out.",
    least=6,
    rows="plan",
)
ONE_REFERENCE = Rule(
    key="one_reference",
    title="One payment reference on many sales",
    reason="A reference that is used again stands for money that came once.",
    innocent="A slip of the finger on two days.",
    least=3,
    rows="plan",
)
REFUSALS = Rule(
    key="refusals",
    title="Many claims refused",
    reason="Customers turned away lose their value, or are bought out privately.",
    innocent="A neighbourhood with many older or imported phones.",
    least=6,
    apart=5,
    rows="claim",
)
OVERRIDES = Rule(
    key="overrides",
    title="Many deductions waived",
    reason="A waived deduction is the brand's money given away.",
    innocent="One day with a faulty lamp or camera.",
    least=6,
    apart=5,
    rows="claim",
)
PAIRS = Rule(
    key="pairs",
    title="Two who allow each other's requests",
    reason="Two people who always say yes to each other are one person.",
    innocent="A store in which only two may decide.",
    least=10,
    rows="approval",
)
OTHER_MODEL = Rule(
    key="other_model",
    title="IMEIs of another model",
    reason="The first eight digits of an IMEI name its model: a dear plan was sold on a cheap phone, or the other way round.",
    innocent="A wrong line tapped in the list of devices.",
    least=1,
    rows="plan",
)
RULES = (EARLIER_DATED, VOID_AFTER_CASH, ONE_MOBILE, ONE_REFERENCE, REFUSALS, OVERRIDES, PAIRS, OTHER_MODEL)
