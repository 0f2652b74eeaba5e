"""Who may do what to stores and staff, and who chooses which store to work at."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser

from stores import services
from stores.models import StaffUser, Store
from stores.refusals import NotYourStore
from stores.services.import_staff import compare_staff
from stores.services.import_stores import compare_stores
from tests.factories.sessions import give_second_factor
from tests.factories.stores import StaffFactory, StoreFactory
from tests.stores.acts import AT, DAY, SHOP, STRONG, make, refuse
from tests.stores.sheets import staff, stores
from upgrade_program.foundation.audit.models import AuditRow
from upgrade_program.kernel.actor import ANONYMOUS, SYSTEM, Actor
from upgrade_program.kernel.errors import Forbidden, Invalid, ReasonRequired, Refused

pytestmark = pytest.mark.django_db


PEOPLES_OWN = {"choose_store", "lock_till", "open_till", "set_pin"}


@pytest.fixture
def acts(clerk_user: StaffUser, store: Store) -> dict[str, Callable[[Actor], object]]:
    """Every verb of head office, ready to be done by an actor."""
    posting, idle, gone, guarded = clerk_user.postings.get(), StaffFactory(), StaffFactory(is_active=False), StaffFactory()
    give_second_factor(guarded)
    why: dict[str, Any] = {"reason": "because", "at": AT}
    idle_store, shut = StoreFactory(code="ZZ01"), StoreFactory(code="ZZ02", is_open=False, closed_at=AT)
    shops, people = stores({"code": store.code, "city": "Dwarka"}), staff({"username": idle.username, "last_name": "Devi"})
    shops_seen = compare_stores(actor=SYSTEM, text=shops, at=AT).mark
    people_seen = compare_staff(actor=SYSTEM, text=people, **why).mark
    return {
        "add_store": lambda actor: services.add_store(actor=actor, at=AT, **SHOP),
        "change_store": lambda actor: services.change_store(actor=actor, store=store, at=AT, pincode="110021"),
        "close_store": lambda actor: services.close_store(actor=actor, store=idle_store, successor=None, **why),
        "reopen_store": lambda actor: services.reopen_store(actor=actor, store=shut, **why),
        "import_stores": lambda actor: services.import_stores(actor=actor, text=shops, seen=shops_seen, at=AT),
        "import_staff": lambda actor: services.import_staff(actor=actor, text=people, seen=people_seen, **why),
        "create_staff": make,
        "name_staff": lambda actor: services.name_staff(actor=actor, staff=idle, first_name="U", last_name="R", email="", at=AT),
        "set_office_role": lambda actor: services.set_office_role(actor=actor, staff=idle, office_role="auditor", **why),
        "disable_staff": lambda actor: services.disable_staff(actor=actor, staff=clerk_user, **why),
        "enable_staff": lambda actor: services.enable_staff(actor=actor, staff=gone, **why),
        "reset_second_factor": lambda actor: services.reset_second_factor(actor=actor, staff=guarded, **why),
        "set_password": lambda actor: services.set_password(actor=actor, staff=idle, password=STRONG, at=AT),
        "post_staff": lambda actor: services.post_staff(actor=actor, staff=clerk_user, store=idle_store, role="clerk", at=AT),
        "unpost_staff": lambda actor: services.unpost_staff(actor=actor, posting=posting, **why),
    }


def test_the_list_of_acts_is_complete(acts: dict[str, Any]) -> None:
    assert set(acts) | PEOPLES_OWN == set(services.__all__)


@pytest.mark.parametrize("verb", sorted(set(services.__all__) - PEOPLES_OWN))
def test_only_head_office_and_the_system_act_and_leave_exactly_one_row(
    verb: str, acts: dict[str, Callable[[Actor], object]], head_office: Actor, clerk: Actor, manager: Actor, auditor: Actor
) -> None:
    for stranger in (clerk, manager, auditor, ANONYMOUS):
        no = refuse(Forbidden, acts[verb], actor=stranger)
        assert (no.code, no.status) == ("forbidden", 403)
    acts[verb](head_office)
    assert AuditRow.objects.count() == 1


def test_the_system_may_lay_foundations() -> None:
    services.add_store(actor=SYSTEM, at=AT, **SHOP)
    assert AuditRow.objects.get().actor_role == "system"


@pytest.mark.parametrize(
    ("reason", "refusal"),
    [("", ReasonRequired), ("  \n", ReasonRequired), ("x" * 301, Invalid), ("call 98104 55421", Invalid), ("a\x00b", Invalid)],
)
def test_taking_access_needs_a_short_reason_without_numbers(
    head_office: Actor, clerk_user: StaffUser, reason: str, refusal: type[Refused]
) -> None:
    posting = clerk_user.postings.get()
    given: dict[str, Any] = {"actor": head_office, "reason": reason, "at": AT}
    assert refuse(refusal, services.disable_staff, staff=clerk_user, **given).field == "reason"
    assert refuse(refusal, services.unpost_staff, posting=posting, **given).field == "reason"
    assert refuse(refusal, services.enable_staff, staff=clerk_user, **given).field == "reason"
    assert refuse(refusal, services.set_office_role, staff=clerk_user, office_role="", **given).field == "reason"


def test_a_person_chooses_among_their_own_stores(clerk_user: StaffUser, store: Store, other_store: Store) -> None:
    session: dict[str, Any] = {}
    assert services.choose_store(session=session, user=clerk_user, code="DL01", on=DAY) == store
    assert session == {"store_id": store.pk}
    for foreign in ("MH01", "NONE", "", "dl01", "\x00"):
        with pytest.raises(NotYourStore) as no:
            services.choose_store(session=session, user=clerk_user, code=foreign, on=DAY)
        assert (no.value.code, str(no.value)) == ("forbidden", str(NotYourStore()))
        assert isinstance(no.value, Forbidden)
        assert session == {"store_id": store.pk}


def test_head_office_and_strangers_choose_none(head_office_user: StaffUser, store: Store) -> None:
    for user in (head_office_user, AnonymousUser()):
        session: dict[str, Any] = {}
        with pytest.raises(NotYourStore):
            services.choose_store(session=session, user=user, code="DL01", on=DAY)  # type: ignore[arg-type]
        assert session == {}
