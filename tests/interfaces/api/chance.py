"""The seeds of what is tried by chance; FUZZ_SEED repeats one."""

from __future__ import annotations

import os
import random

import pytest

FIRM_SEED = 20_270_503  # the normal suite tries the same cases each time, the long one others each time
FIRM_AND_LONG = pytest.mark.parametrize("firm", [True, pytest.param(False, marks=pytest.mark.long)], ids=["firm", "by chance"])


def seed_of(*, firm: bool) -> int:
    chosen = os.environ.get("FUZZ_SEED")
    return int(chosen) if chosen else FIRM_SEED if firm else random.SystemRandom().randrange(10**9)
