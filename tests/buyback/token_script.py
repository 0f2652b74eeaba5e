"""A life of the shop in which tiers are reserved online, written down: each act done and refused in each way."""

from __future__ import annotations

from tests.buyback.claim_script import Step, open_, resume, step, suspend, wait


def reserve(number: int = 0, *, own: bool = True) -> Step:
    """`number` counts plans from the newest."""
    return "reserve", {"number": number, "own": own}


def give_back(number: int = 0, *, own: bool = True) -> Step:
    return "give_back", {"number": number, "own": own}


def shown(number: int, shows: str) -> Step:
    """A claim opened with a code."""
    return step("open", number, own_phone=True, shows=shows)


# It is 2 May 2027. Plan 0 is the other store's, plan 1 the clerk's; both are in their first tier, which ends on the 5th.
RESERVATIONS: list[Step] = [
    reserve(own=False),
    give_back(),
    reserve(),
    reserve(),  # reserved, and so is the tier
    give_back(own=False),
    reserve(1),
    shown(0, "another's"),
    shown(0, "own"),
    reserve(),  # the claim that used it is open
    step("refuse"),
    ("sell_another", {"who": "clerk", "number": 1}),  # on 2 Nov 2026; the others are plans 1 and 2 from here on
    open_(),
    step("refuse"),
    reserve(),  # held through the second look
    give_back(2),
    reserve(2),  # once a tier
    shown(2, "own"),  # given back
    wait(95),  # 5 Aug, the last day of the second tier
    reserve(2),
    wait(1),
    open_(2),  # with what was held, through its day
    step("decline"),
    reserve(2),
    wait(5),
    ("lapse", {}),
    suspend(2),
    reserve(2),
    resume(2),
    wait(95),  # in the fourth tier
    reserve(2),
    suspend(2, heard=False),
    resume(2),
    give_back(2),  # the suspension has let it go, whether heard of or not
    open_(2),
    wait(95),
    wait(95),
    reserve(2),
]
