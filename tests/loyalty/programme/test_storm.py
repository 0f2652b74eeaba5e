"""Two hundred pieces of news through the outbox, half of them two to five times, in random order: every account equals the oracle.

The same with workers that are killed stands in tests/faults.
"""

from __future__ import annotations

import random
from typing import Any

import pytest
from django.conf import settings as configured
from pytest_django import Settings

from loyalty.ledger.queries import broken
from stores.models import Store
from tests.factories.plans import AT
from tests.loyalty.programme.forgetful import forget
from tests.loyalty.programme.postman import Postman, waiting
from tests.loyalty.programme.routes import only_loyalty
from tests.loyalty.programme.storm import Storm
from upgrade_program.foundation.outbox.models import Message
from upgrade_program.foundation.outbox.services import deliver_due

pytestmark = pytest.mark.django_db
SIZE = 200


@pytest.fixture(autouse=True)
def _routes(settings: Settings) -> None:
    settings.OUTBOX_ROUTES = only_loyalty(configured.OUTBOX_ROUTES)


def weather(storm: Storm, chance: random.Random) -> Postman:
    """The news comes in slices, and between them what was delivered sets out again."""
    postman, news = Postman(chance), list(storm.news)
    while news or not postman.done:
        slice_of = chance.randrange(1, 40)
        postman.bring(news[:slice_of], at=storm.now)
        del news[:slice_of]
        deliver_due(at=storm.now, limit=chance.randrange(1, 60))
        postman.bring_again()
    return postman


def test_every_account_equals_the_oracle(store: Store, record_property: Any) -> None:
    seed = random.SystemRandom().randrange(10**6)
    chance = random.Random(seed)
    storm = Storm(size=SIZE, chance=chance, store=store, now=AT)
    postman = weather(storm, chance)
    owing = storm.owing()
    record_property("summary", f"loyalty storm, seed {seed}: {postman.told} pieces, {postman.doubles} of them again, {owing} members owe")
    assert postman.told >= SIZE
    assert postman.doubles > SIZE * 0.6
    assert (waiting(), Message.objects.exclude(attempts=0).count()) == (0, 0)
    assert storm.differences() == []
    assert broken() == []


def test_without_the_guards_it_does_not(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: the accounts are wrong, and only the oracle can tell; to the ledger they are as sound as ever."""
    forget(monkeypatch.setattr)
    chance = random.Random(7)
    storm = Storm(size=SIZE // 3, chance=chance, store=store, now=AT)
    weather(storm, chance)
    assert not Message.objects.exclude(attempts=0).exists()
    assert len(storm.differences()) >= 5
    assert broken() == []
