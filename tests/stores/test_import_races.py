"""Two people apply the same file at once: it is applied once, and the control shows that it is the turn that makes it so."""

from __future__ import annotations

from threading import Barrier, Thread

import pytest
from django.db import connections

from stores import services
from stores.models import Store
from stores.services import importing, shops
from stores.services.import_stores import compare_stores
from tests.foundation.crowd import connect, looked_first
from tests.stores.acts import AT
from tests.stores.sheets import shop, stores
from upgrade_program.foundation.audit.models import AuditRow
from upgrade_program.kernel.actor import SYSTEM
from upgrade_program.kernel.errors import Refused

pytestmark = pytest.mark.django_db(transaction=True)


def sent_at_once(times: int) -> list[str]:
    """What became of one file, of which everybody had seen the difference: `applied`, a refusal's code or an error's name."""
    text = stores(shop("KA01"), shop("KA02"))
    seen = compare_stores(actor=SYSTEM, text=text, at=AT).mark
    barrier, ends = Barrier(times, timeout=60), [""] * times

    def send(place: int) -> None:
        try:
            connect()
            barrier.wait()
            services.import_stores(actor=SYSTEM, text=text, seen=seen, at=AT)
            ends[place] = "applied"
        except Refused as no:
            ends[place] = no.code
        except Exception as broken:
            ends[place] = type(broken).__name__
        finally:
            connections.close_all()

    threads = [Thread(target=send, args=(place,)) for place in range(times)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return sorted(ends)


def test_a_file_sent_at_once_is_applied_once() -> None:
    assert sent_at_once(4) == ["applied", "nothing_to_change", "nothing_to_change", "nothing_to_change"]
    assert (Store.objects.count(), AuditRow.objects.filter(verb="store.added").count()) == (2, 2)


def test_the_control_without_the_turn_breaks(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (importing, shops):
        monkeypatch.setattr(module, "take_turn", lambda: None)
    monkeypatch.setattr(shops, "_check", looked_first(shops._check, 2))  # two have seen that the first store is not there yet
    ends = sent_at_once(4)
    assert ends.count("applied") <= 1
    assert set(ends) & {"IntegrityError", "OperationalError"}, ends
