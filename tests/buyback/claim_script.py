"""Two lives of the shop written down: what chance does not promise in a short play, each act done and refused in each way."""

from __future__ import annotations

from typing import Any

Step = tuple[str, dict[str, Any]]


def step(act: str, number: int = 0, who: str = "clerk", **given: Any) -> Step:
    """One act; `number` counts claims (of opening, extending and cancelling: plans) from the newest."""
    return act, {"number": number, "who": who, **given}


def open_(number: int = 0, who: str = "clerk", *, own_phone: bool = True) -> Step:
    return step("open", number, who, own_phone=own_phone)


def inspect(number: int = 0, *, gates: bool = True, **found: str) -> Step:
    return step("inspect", number, found=found, gates=gates)


def settle(number: int = 0, who: str = "clerk", phone: str = "new", *, yes: bool = True, code: bool = True) -> Step:
    return step("settle", number, who, phone=phone, yes=yes, code=code)


def wait(days: int, *, nightly: bool = True) -> Step:
    return "days_pass", {"days": days, "nightly": nightly}


def look(number: int = 0, who: str = "manager", *, upheld: bool) -> Step:
    return step("look", number, who, upheld=upheld)


def extend(days: int, number: int = 0, *, at_once: bool = True) -> Step:
    return "extend", {"number": number, "days": days, "at_once": at_once}


def cancel(number: int = 0, *, own: bool = True) -> Step:
    return "cancel", {"number": number, "own": own}


def suspend(number: int = 0, *, own: bool = True, heard: bool = True) -> Step:
    return "suspend", {"number": number, "own": own, "heard": heard}


def resume(number: int = 0, *, own: bool = True) -> Step:
    return "resume", {"number": number, "own": own}


def hand_over(who: str = "clerk", number: int = 0, *, right: bool = True, own: bool = True) -> Step:
    return step("hand_over", number, who, right=right, own=own)


def exchange(number: int = 0, who: str = "clerk", handset: str = "new", *, own: bool = True, paper: bool = True) -> Step:
    return step("ask_exchange", number, who, handset=handset, own=own, paper=paper)


def granted(granter: str = "manager", number: int = 0) -> Step:
    """The exchange asked for last; those that wait no more come after those that do."""
    return "grant_exchange", {"number": number, "granter": granter}


def give(number: int = 0, who: str = "clerk", to: str = "stranger", *, own: bool = True, codes: bool = True) -> Step:
    return step("transfer", number, who, to=to, own=own, codes=codes)


# Two plans stand at the start, billed on 5 Nov 2026, and it is 2 May 2027; plan 0 is the other store's.
SCRIPT: list[Step] = [
    extend(1),  # no tier has ended
    open_(own_phone=False),
    open_(),
    open_(),  # open already
    cancel(),  # held
    cancel(own=False),
    step("offer"),  # not inspected
    step("ask", amount=100),
    inspect(gates=False),
    inspect(display="major"),
    step("ask", amount=900),  # above the manager's 701
    step("ask", amount=100),  # one waits
    ("grant", {"number": 0, "by": "asker"}),
    ("grant", {"number": 0, "by": "own manager"}),
    ("grant", {"number": 0, "by": "office"}),
    ("grant", {"number": 0, "by": "office"}),  # decided
    inspect(body="minor"),
    step("ask", amount=600),  # more than was deducted
    step("ask", amount=200),
    step("offer"),
    settle(code=False),
    settle(phone="dear"),
    settle(phone="old"),
    settle(phone="low"),
    settle(phone="cheap", yes=False),
    step("reverse", who="manager"),  # not settled
    settle(),
    settle(),  # settled
    step("offer"),
    open_(),
    hand_over("other_clerk"),  # nothing there
    hand_over("other_clerk", own=False),  # the other store's
    hand_over(right=False),
    suspend(),  # redeemed
    resume(),
    step("reverse", who="clerk"),
    step("reverse", who="other_manager"),
    step("reverse", who="manager"),
    wait(3),  # the last day of the tier
    open_(),
    step("refuse"),
    look(who="clerk", upheld=True),  # one's own
    wait(1),
    open_(),  # by what the refusal left held
    look(1, upheld=False),  # another is open
    step("decline"),
    look(1, upheld=False),
    inspect(1),
    step("refuse", 1),
    look(1, upheld=True),  # looked at twice
    step("decline", 1),
    extend(3),
    extend(3),  # once
    open_(),
    step("refuse", who="manager"),
    look(who="clerk", upheld=True),
    open_(1),
    inspect(),
    step("offer", who="manager"),
    settle(who="manager", phone="cheap"),
    step("reverse", who="manager"),  # the settler
    open_(),
    wait(4, nightly=False),
    step("refuse"),  # over, though no job ran
    step("decline"),
    open_(),  # a manager has to
    open_(who="other_manager"),
    wait(4, nightly=False),
    ("lapse", {}),
    step("refuse"),
    wait(30, nightly=False),
    wait(95),
    wait(95),
    wait(95),  # 5 Apr 2028: expired
    open_(),
    extend(4),  # does not reach the day
    ("sell_another", {"who": "other_clerk"}),
    cancel(),
    cancel(),  # no longer live
    extend(1),
    ("sell_another", {"who": "clerk"}),
    open_(),
    inspect(display="major"),
    step("ask", amount=100),
    suspend(own=False),
    suspend(heard=False),
    suspend(),  # rests already
    resume(own=False),
    ("grant", {"number": 0, "by": "own manager"}),  # of a plan that rests
    open_(),
    resume(),
    step("offer"),  # let go, though no worker heard of it
    open_(),  # a manager has to
    open_(who="manager"),
    wait(0),  # now they hear of it: the second claim goes on
    inspect(),
    step("offer"),
    settle(),
    hand_over(),
    step("reverse", who="manager"),  # picked up
    ("sell_another", {"who": "clerk"}),
    wait(4, nightly=False),
    extend(30, at_once=False),
    extend(1),  # grants what waits
    ("sell_another", {"who": "clerk"}),
    wait(5, nightly=False),
    extend(30, at_once=False),
    suspend(),
    resume(),
    extend(30, at_once=False),  # the first has lapsed
    cancel(),
    wait(30, nightly=False),
    wait(95, nightly=False),
]
# After the sale plan 1 is the other store's, plan 2 the clerk's.
CHANGES: list[Step] = [
    ("sell_another", {"who": "clerk", "number": 1}),  # on 2 Nov 2026, under terms that know no transfer
    give(),
    exchange(1, own=False),
    exchange(1, paper=False),
    exchange(1, handset="own"),
    exchange(1, handset="another's"),
    exchange(1, "manager"),
    exchange(1),  # one waits
    exchange(2, handset="asked for"),  # the very handset that plan 1 is to get
    granted("asker"),
    granted("clerk"),
    granted("stranger"),
    open_(1),
    granted("office"),  # held
    step("decline"),
    granted("office"),
    granted("office"),  # plan 2's: another plan got the handset meanwhile
    granted("office", 1),  # decided
    exchange(1, handset="gone"),  # back to the first handset
    open_(1, own_phone=False),  # shown the first handset
    give(1, own=False),
    give(1, codes=False),
    give(1, to="holder"),
    give(1),
    give(2, to="customer"),  # who holds a plan already
    open_(1),
    give(1),  # held
    exchange(1),
    inspect(),
    step("offer"),
    settle(phone="gone"),
    settle(),
    give(1),  # redeemed
    exchange(1),
    step("reverse", who="manager"),
    give(1),
    open_(2),
    step("refuse"),
    suspend(2),
    resume(2),
    exchange(2),  # held no more
    granted(),
    look(upheld=False),  # the phone that was shown is not the plan's any more
    look(upheld=True),
    exchange(2),
    wait(95),
    wait(95),
    wait(95),
    wait(95),  # expired, and what waited with it
    granted(),
]
