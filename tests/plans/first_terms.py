"""The first terms of the programme, written by hand."""

from upgrade_program.plans.conditions import Check
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
