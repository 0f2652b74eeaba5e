"""The first terms of the programme, written by hand."""

from upgrade_program.plans.terms import Terms, Tier

FIRST = Terms(version=1, tiers=(Tier(3, 6, 70), Tier(6, 9, 60), Tier(9, 12, 50), Tier(12, 15, 40)), activation_days=7, free_look_days=7)
