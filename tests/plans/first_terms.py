"""The first terms of the programme, written by hand; and with their words, as head office published them."""

from importlib import import_module

from upgrade_program.plans.conditions import Check
from upgrade_program.plans.first_checks import CHECKS
from upgrade_program.plans.first_gates import GATES
from upgrade_program.plans.proposal import Gate, Proposal, Question
from upgrade_program.plans.terms import Terms, Tier

FIRST = Terms(
    version=1,
    tiers=(Tier(3, 6, 70), Tier(6, 9, 60), Tier(9, 12, 50), Tier(12, 15, 40)),
    activation_days=7,
    free_look_days=7,
    checks=(
        Check("display", 10, 25),
        Check("touch", 8, 20),
        Check("camera", 5, 15),
        Check("battery", 5, 15),
        Check("wifi", 3, 10),
        Check("fingerprint", 3, 10),
        Check("sound", 3, 8),
        Check("body", 5, 15),
    ),
)

_PUBLISHED = import_module("upgrade_program.plans.migrations.0002_first_terms")
FIRST_PROPOSAL = Proposal(
    tiers=FIRST.tiers,
    activation_days=FIRST.activation_days,
    free_look_days=FIRST.free_look_days,
    basis=FIRST.basis,
    limits=FIRST.limits,
    text_en=_PUBLISHED.TEXT_EN,
    text_hi=_PUBLISHED.TEXT_HI,
    questions=tuple(Question(*row) for row in CHECKS),
    gates=tuple(Gate(*row) for row in GATES),
)
