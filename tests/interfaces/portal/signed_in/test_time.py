"""A stranger with a watch learns nothing: 1,000 known and 1,000 unknown mobiles, interleaved, take the same time. Reliability S5."""

from __future__ import annotations

from math import erf, sqrt
from random import Random
from statistics import median
from time import perf_counter

import pytest
from django.test import Client

from tests.factories.customers import CustomerFactory
from tests.factories.portal import asks_for_code
from upgrade_program.customers.queries import customer_by_mobile
from upgrade_program.usecases import sign_in as act

pytestmark = [pytest.mark.long, pytest.mark.django_db]
PAIRS, FEWER, SEED, TURNS = 1000, 150, 20_270_503, 2
STEPS = ("asking", "typing")


def told_apart(left: list[float], right: list[float]) -> float:
    """How likely two samples of one source differ as much as these (Mann and Whitney's test, two-sided): near 0 they are told apart."""
    ranked = sorted((value, side) for side, values in enumerate((left, right)) for value in values)
    ranks = sum(rank for rank, (_value, side) in enumerate(ranked, 1) if side == 0)
    size, other = len(left), len(right)
    above = ranks - size * (size + 1) / 2
    spread = sqrt(size * other * (size + other + 1) / 12)
    return 1 - erf(abs(above - size * other / 2) / spread / sqrt(2))


def timed(pairs, turn=0):
    """Seconds for the mobile and for a wrong code, for known and unknown ones in random order: two series of two samples each."""
    chance = Random(SEED + turn)
    people = ((f"+91981{turn}4", True), (f"+91982{turn}5", False))
    mobiles = [(f"{begins}{number:05d}", known) for begins, known in people for number in range(pairs)]
    for mobile, known in mobiles:
        if known:
            CustomerFactory(mobile=mobile)
    chance.shuffle(mobiles)
    asking, typing = {True: [], False: []}, {True: [], False: []}
    for number, (mobile, known) in enumerate([*mobiles[:50], *mobiles]):  # the first fifty warm up and are asked once more
        client, address = Client(), f"10.{number >> 16}.{number >> 8 & 255}.{number & 255}"
        begun = perf_counter()
        asks_for_code(client, mobile, REMOTE_ADDR=address)
        asked = perf_counter()
        client.post("/sign-in/code/", {"otp": "000000"}, REMOTE_ADDR=address)
        if number >= 50:
            asking[known].append(asked - begun)
            typing[known].append(perf_counter() - asked)
    return asking, typing


def compared(series):
    """By how much the medians differ, in per cent of the unknown one's, and the likelihood of it."""
    known, unknown = (median(series[which]) for which in (True, False))
    likely = told_apart(series[True], series[False])
    print(f"seed {SEED}: medians {known * 1000:.2f} and {unknown * 1000:.2f} ms, p = {likely:.3f}")
    return abs(known / unknown - 1) * 100, likely


def differ(series):
    apart, likely = compared(series)
    return apart >= 5 or likely <= 0.01


@pytest.fixture(autouse=True)
def _enough_codes(settings):
    settings.OTP_PER_HOUR = 10 * PAIRS


def test_known_and_unknown_mobiles_take_the_same_time():
    """One of a hundred samples of the same source looks like another one by chance: what is told apart is told apart again."""
    told = set(STEPS)
    for turn in range(TURNS):
        told &= {step for step, series in zip(STEPS, timed(PAIRS, turn), strict=True) if differ(series)}
        if not told:
            break
    assert told == set()


def test_control_with_an_early_return_the_watch_tells(monkeypatch):
    send = act.send_sign_in_code

    def early(*, mobile, **asking):
        return send(mobile=mobile, **asking) if customer_by_mobile(act.parse_mobile(mobile)) else act.parse_mobile(mobile)

    monkeypatch.setattr(act, "send_sign_in_code", early)
    apart, likely = compared(timed(FEWER)[0])
    assert apart > 5
    assert likely < 0.01
