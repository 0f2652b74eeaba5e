"""API tokens: made for twelve hours, kept as a hash, ended with the access they stand for."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from allauth.mfa.totp.internal.auth import TOTP

from stores.models import ApiToken, Posting, StaffUser, Store
from stores.refusals import NotYourStore, SecondFactorNeeded, SignInThrottled, Unauthenticated
from stores.tokens import actor_of_token, end_token, issue_token
from tests.factories.sessions import code_of, fresh_code
from tests.factories.stores import PASSWORD, PostingFactory, StaffFactory, StoreFactory
from upgrade_program.kernel.actor import Actor, Role

pytestmark = pytest.mark.django_db
AT = datetime(2026, 5, 5, 6, 0, tzinfo=UTC)
ADDRESS = "203.0.113.7"


def issue(username: str = "clerk.dl01", password: str = PASSWORD, **more: Any) -> tuple[str, ApiToken]:
    return issue_token(**{"username": username, "password": password, "store_code": None, "at": AT, "address": ADDRESS} | more)


def test_a_key_makes_the_same_actor_as_the_page_in_one_query(clerk_user: StaffUser, clerk: Actor, django_assert_num_queries: Any) -> None:
    raw, token = issue()
    with django_assert_num_queries(1):
        assert actor_of_token(raw, AT) == clerk
    assert token.expires_at == AT + timedelta(hours=12)


def test_only_a_hash_is_kept(clerk_user: StaffUser) -> None:
    raw, token = issue()
    kept = ApiToken.objects.values().get()
    assert len(raw) >= 43
    assert not any(raw in str(value) for value in kept.values())
    assert token.digest != raw


def test_it_lives_twelve_hours_to_the_microsecond(clerk_user: StaffUser, clerk: Actor) -> None:
    raw, _ = issue()
    over = AT + timedelta(hours=12)
    assert actor_of_token(raw, over - timedelta(microseconds=1)) == clerk
    assert actor_of_token(raw, over) is None


def test_ended_is_ended_and_a_wrong_key_is_nobody(clerk_user: StaffUser, clerk: Actor) -> None:
    raw, _ = issue()
    other, _ = issue()
    end_token(raw=raw, at=AT)
    end_token(raw=raw, at=AT + timedelta(hours=1))
    assert actor_of_token(raw, AT) is None
    assert actor_of_token(other, AT) == clerk
    assert [actor_of_token(wrong, AT) for wrong in ("", other[:-1], other.upper(), "\ud800\x00")] == [None] * 4
    assert ApiToken.objects.filter(ended_at=AT).count() == 1


@pytest.mark.parametrize("loss", ["disabled", "unposted", "closed", "promoted"])
def test_it_ends_with_the_access_even_when_no_service_was_asked(clerk_user: StaffUser, store: Store, clerk: Actor, loss: str) -> None:
    raw, _ = issue()
    assert actor_of_token(raw, AT) == clerk
    if loss == "disabled":
        StaffUser.objects.update(is_active=False)
    if loss in {"unposted", "promoted"}:
        Posting.objects.update(until=AT.date())
    if loss == "promoted":
        StaffUser.objects.update(office_role="headoffice")
    if loss == "closed":
        Store.objects.update(is_open=False, closed_at=AT)
    assert actor_of_token(raw, AT) is None


def test_a_role_changed_since_shows_at_once(head_office_user: StaffUser) -> None:
    raw, token = issue("headoffice", totp=fresh_code(head_office_user))
    assert token.store is None
    seen = actor_of_token(raw, AT)
    assert seen is not None
    assert (seen.role, seen.store_id) == (Role.HEAD_OFFICE, None)
    StaffUser.objects.update(office_role="")
    assert actor_of_token(raw, AT) is None


def test_the_store_is_the_named_one_else_the_first(clerk_user: StaffUser, store: Store) -> None:
    PostingFactory(staff=clerk_user, store=StoreFactory(code="AA"), role="manager")
    assert issue(totp=fresh_code(clerk_user))[1].store.code == "AA"  # type: ignore[union-attr]
    raw, _ = issue(store_code="DL01", totp=fresh_code(clerk_user))
    seen = actor_of_token(raw, AT)
    assert seen is not None
    assert (seen.role, seen.store_code) == (Role.CLERK, "DL01")


@pytest.mark.parametrize("code", ["MH01", "NONE", "\x00", "dl01"])
def test_foreign_and_unknown_stores_are_refused_alike(clerk_user: StaffUser, other_store: Store, code: str) -> None:
    with pytest.raises(NotYourStore) as no:
        issue(store_code=code)
    assert (no.value.code, no.value.status, str(no.value)) == ("forbidden", 403, str(NotYourStore()))
    assert ApiToken.objects.count() == 0


def test_people_without_a_store_get_none_and_head_office_names_none(head_office_user: StaffUser, store: Store) -> None:
    StaffFactory(username="idle")
    for wanted in ({"username": "idle"}, {"username": "headoffice", "store_code": "DL01"}):
        with pytest.raises(NotYourStore):
            issue(**wanted, totp=fresh_code(head_office_user))
    assert ApiToken.objects.count() == 0


@pytest.mark.parametrize("name", ["clerk.dl01", "nobody", "gone", "", "\x00", "\ud800", "x" * 10_000])
def test_wrong_passwords_strangers_and_disabled_people_answer_alike(clerk_user: StaffUser, name: str) -> None:
    StaffFactory(username="gone", is_active=False)
    with pytest.raises(Unauthenticated) as no:
        issue(name, PASSWORD if name == "gone" else "wrong")
    assert (no.value.code, no.value.status, str(no.value)) == ("unauthenticated", 401, str(Unauthenticated()))
    assert ApiToken.objects.count() == 0


def test_unknown_people_cost_as_many_hashes_as_known_ones(clerk_user: StaffUser, monkeypatch: pytest.MonkeyPatch) -> None:
    from django.contrib.auth.hashers import MD5PasswordHasher

    hashes: list[str] = []
    plain = MD5PasswordHasher.encode
    monkeypatch.setattr(MD5PasswordHasher, "encode", lambda self, password, salt: hashes.append(password) or plain(self, password, salt))
    StaffFactory.build(username="gone", is_active=False).save()
    counts = {}
    for name, password in (("clerk.dl01", "wrong"), ("nobody", "wrong")):
        hashes.clear()
        with pytest.raises(Unauthenticated):
            issue(name, password)
        counts[name] = len(hashes)
    assert counts["clerk.dl01"] == counts["nobody"] > 0


def test_the_sixth_try_is_throttled_for_known_and_unknown_names_and_the_right_password(clerk_user: StaffUser) -> None:
    for name in ("clerk.dl01", "nobody"):
        for n in range(5):
            with pytest.raises(Unauthenticated):
                issue(name, "wrong", address=f"198.51.100.{n}")
        with pytest.raises(SignInThrottled) as no:
            issue(name.upper(), PASSWORD, address="198.51.100.9")
        assert (no.value.code, no.value.status, no.value.facts["retry_after"]) == ("throttled", 429, 300)
    assert ApiToken.objects.count() == 0


def test_one_address_cannot_try_many_names(clerk_user: StaffUser) -> None:
    for n in range(10):
        with pytest.raises(Unauthenticated):
            issue(f"guess{n}", "wrong")
    with pytest.raises(SignInThrottled):
        issue(password=PASSWORD)
    assert issue(address="198.51.100.1")[1].pk


def test_a_good_sign_in_costs_no_try(clerk_user: StaffUser) -> None:
    for n in range(12):
        issue(address=f"198.51.100.{n}")
    assert ApiToken.objects.count() == 12


def test_a_second_factor_once_set_up_is_asked_for_and_used_once(clerk_user: StaffUser, clerk: Actor) -> None:
    secret = "JBSWY3DPEHPK3PXP"
    TOTP.activate(clerk_user, secret)
    for wrong in ("", "000000" if code_of(secret) != "000000" else "111111", "\x00"):
        with pytest.raises(SecondFactorNeeded) as no:
            issue(totp=wrong)
        assert (no.value.code, no.value.status, no.value.field) == ("unauthenticated", 401, "totp")
    assert ApiToken.objects.count() == 0
    code = code_of(secret)
    raw, _ = issue(totp=code)
    assert actor_of_token(raw, AT) == clerk
    with pytest.raises(SecondFactorNeeded):
        issue(totp=code)
    assert ApiToken.objects.count() == 1


def test_guessing_the_second_factor_is_throttled(clerk_user: StaffUser) -> None:
    TOTP.activate(clerk_user, "JBSWY3DPEHPK3PXP")
    for n in range(5):
        with pytest.raises(SecondFactorNeeded):
            issue(totp="12345x", address=f"198.51.100.{n}")
    with pytest.raises(SignInThrottled):
        issue(totp=code_of("JBSWY3DPEHPK3PXP"), address="198.51.100.9")
    assert ApiToken.objects.count() == 0
