"""Signing in with a code from the mobile: who gets a session, how it ends, and that every refusal begins none."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.conf import settings
from django.test import Client

from tests.customers.erased import ended, erased, known
from tests.factories.codes import another, asked_code, newest_code
from tests.factories.customers import CustomerFactory
from tests.factories.plans import AT, sold
from tests.factories.portal import asks_for_code, code_sent, signed_in
from tests.interfaces.counter.pages import error_at, text_of, value_of
from upgrade_program.customers.models import CustomerSession
from upgrade_program.customers.sessions import IDLE, LIFE, begin_session, forget_old_sessions, session_behind
from upgrade_program.messaging.models import Message
from upgrade_program.otp.models import Challenge

pytestmark = pytest.mark.django_db
MOBILE = "98104 55421"


def types(client, code):
    return client.post("/sign-in/code/", {"otp": code})


def opens(client):
    return client.get("/me/plans/").status_code == 200


def test_from_the_mobile_to_the_plan(client, customer, plan):
    first = client.get("/me/plans/")
    assert (first.status_code, first.url) == (302, "/sign-in/?next=%2Fme%2Fplans%2F")
    assert '<input type="hidden" name="next" value="/me/plans/"' in client.get(first.url).content.decode()
    assert asks_for_code(client, MOBILE).url == "/sign-in/code/"
    assert "If 98••• ••421 is known in our stores" in text_of(client.get("/sign-in/code/").content.decode())
    answer = types(client, code_sent())
    assert (answer.status_code, answer.url) == (302, "/me/plans/")
    assert plan.device in text_of(client.get("/me/plans/").content.decode())
    session = CustomerSession.objects.get()
    assert (session.customer, session.created_at, session.expires_at) == (customer, AT, AT + LIFE)


def test_the_cookie_is_the_only_key_and_its_row_does_not_hold_it(client, customer):
    asks_for_code(client, MOBILE)
    cookie = types(client, code_sent()).cookies[settings.CUSTOMER_COOKIE_NAME]
    assert (cookie["httponly"], cookie["samesite"], cookie["path"], cookie["domain"]) == (True, "Lax", "/", "")
    assert len(cookie.value) >= 43
    assert cookie.value not in str(CustomerSession.objects.values().get())
    assert settings.SIGN_IN_COOKIE_NAME not in {name for name, kept in client.cookies.items() if kept.value}
    assert session_behind(cookie.value, at=AT).customer == customer
    assert session_behind(cookie.value[:-1], at=AT) is None


def test_the_code_of_one_browser_opens_nothing_in_another(client, customer, sessions):
    other = Client()
    asks_for_code(client, MOBILE)
    code = code_sent()
    with time_machine.travel(AT + timedelta(seconds=40), tick=False):
        asks_for_code(other, MOBILE)
    answer = types(other, code)
    assert (answer.status_code, sessions()) == (403, [])
    assert "This is not the code that was sent." in error_at(answer.content.decode(), "otp")
    assert types(client, code).status_code == 302


def test_after_five_wrong_codes_the_right_one_is_refused(client, customer, sessions):
    asks_for_code(client, MOBILE)
    code = code_sent()
    for step in range(1, 6):
        answer = types(client, another(code, step))
        assert answer.status_code == 403
        assert "This is not the code that was sent." in error_at(answer.content.decode(), "otp")
    answer = types(client, code)
    assert (answer.status_code, sessions(), opens(client)) == (403, [], False)
    assert "No code counts any more" in error_at(answer.content.decode(), "otp")
    assert Challenge.objects.get().used_at is None


def test_a_code_is_good_for_five_minutes_and_one_sign_in(client, customer, sessions):
    asks_for_code(client, MOBILE)
    code = code_sent()
    with time_machine.travel(AT + timedelta(minutes=5), tick=False):
        assert (types(client, code).status_code, sessions()) == (403, [])
    kept = client.cookies[settings.SIGN_IN_COOKIE_NAME].value
    assert types(client, code).status_code == 302
    client.cookies[settings.SIGN_IN_COOKIE_NAME] = kept
    before = sessions()
    assert (types(client, code).status_code, sessions()) == (403, before)


def test_what_is_no_mobile_stays_typed(client, db):
    for typed in ("", "12345", "011 2345 6789", "+44 7700 900123"):
        answer = asks_for_code(client, typed)
        assert (answer.status_code, Challenge.objects.count()) == (422, 0)
        assert value_of(answer.content.decode(), "mobile") == typed
        assert error_at(answer.content.decode(), "mobile")


def test_a_code_page_without_a_mobile_leads_to_its_beginning(client, db):
    for kept in ("", "x", "W10:1:abc"):
        client.cookies[settings.SIGN_IN_COOKIE_NAME] = kept
        assert client.get("/sign-in/code/").url == "/sign-in/"
        assert types(client, "123456").url == "/sign-in/"


def test_another_code_replaces_the_first_after_half_a_minute(client, customer):
    asks_for_code(client, MOBILE)
    first = code_sent()
    answer = client.post("/sign-in/code/", {"act": "again"})
    assert (answer.status_code, answer["Retry-After"], Challenge.objects.count()) == (429, "30", 1)
    assert "Another code can be sent in a minute." in text_of(answer.content.decode())
    with time_machine.travel(AT + timedelta(seconds=31), tick=False):
        assert client.post("/sign-in/code/", {"act": "again"}).status_code == 302
        second = code_sent()
        assert first == second or types(client, first).status_code == 403
        assert types(client, second).status_code == 302


def test_an_address_asks_sixty_times_an_hour(customer):
    for number in range(60):
        assert asks_for_code(Client(), f"98104{number:05d}", REMOTE_ADDR="203.0.113.9").status_code == 302
    before = Challenge.objects.count(), Message.objects.count()
    answer = asks_for_code(Client(), MOBILE, REMOTE_ADDR="203.0.113.9")
    assert (answer.status_code, answer["Retry-After"]) == (429, "3600")
    assert (Challenge.objects.count(), Message.objects.count()) == before
    assert asks_for_code(Client(), MOBILE, REMOTE_ADDR="203.0.113.10").status_code == 302


def test_a_stranger_who_asks_again_and_again_keeps_nobody_waiting_at_the_counter(clerk, manager, plan):
    for number in range(8):
        asks_for_code(Client(), MOBILE, REMOTE_ADDR=f"203.0.113.{number}")
    assert asked_code(plan, actor=manager) == newest_code()


def test_signing_in_again_ends_the_session_before(client, customer):
    signed_in(customer, client=client)
    old = client.cookies[settings.CUSTOMER_COOKIE_NAME].value
    asks_for_code(client, MOBILE)
    types(client, code_sent())
    assert client.cookies[settings.CUSTOMER_COOKIE_NAME].value != old
    assert session_behind(old, at=AT) is None
    assert opens(client)


def test_who_is_signed_in_is_not_asked_again(client, customer):
    signed_in(customer, client=client)
    assert client.get("/sign-in/").url == "/me/plans/"
    assert client.get("/sign-in/?next=/me/sessions/").url == "/me/sessions/"


@pytest.mark.parametrize("away", ["https://elsewhere.example/me/", "//elsewhere.example/me/", "/counter/", "javascript:alert(1)", "/\\me/"])
def test_no_address_leads_away(client, customer, away):
    asks_for_code(client, MOBILE, fields={"next": away})
    assert types(client, code_sent()).url == "/me/plans/"
    assert client.get("/sign-in/", {"next": away}).url == "/me/plans/"


def test_signing_out_ends_this_session_and_no_other(client, customer):
    other = signed_in(customer)
    signed_in(customer, client=client)
    key = client.cookies[settings.CUSTOMER_COOKIE_NAME].value
    assert client.get("/sign-out/").status_code == 405
    assert client.post("/sign-out/").url == "/"
    client.cookies[settings.CUSTOMER_COOKIE_NAME] = key
    assert (opens(client), opens(other)) == (False, True)


def test_signing_out_everywhere_ends_the_customers_sessions_and_nobody_elses(client, customer):
    strange, other = signed_in(CustomerFactory()), signed_in(customer)
    signed_in(customer, client=client)
    page = text_of(client.get("/me/sessions/").content.decode())
    assert page.count("since 3 May 2027") == 2
    assert page.count("· here") == 1
    assert client.post("/me/sessions/").url == "/"
    assert (opens(client), opens(other), opens(strange)) == (False, False, True)


def test_a_session_ends_after_a_day_without_a_visit_and_after_a_week_in_any_case(client, customer):
    signed_in(customer, client=client)
    with time_machine.travel(AT + IDLE - timedelta(seconds=1), tick=False):
        assert opens(client)
    with time_machine.travel(AT + 2 * IDLE - timedelta(seconds=2), tick=False):
        assert opens(client)
    with time_machine.travel(AT + 3 * IDLE - timedelta(seconds=2), tick=False):
        assert not opens(client)
    CustomerSession.objects.update(last_seen_at=AT + LIFE - timedelta(minutes=1))
    with time_machine.travel(AT + LIFE - timedelta(seconds=1), tick=False):
        assert opens(client)
    with time_machine.travel(AT + LIFE, tick=False):
        assert not opens(client)


def test_a_visit_soon_after_another_writes_nothing(client, customer, sessions):
    signed_in(customer, client=client)
    before = sessions()
    with time_machine.travel(AT + timedelta(minutes=4), tick=False):
        opens(client)
    assert sessions() == before
    with time_machine.travel(AT + timedelta(minutes=6), tick=False):
        opens(client)
    assert sessions()[0]["last_seen_at"] == AT + timedelta(minutes=6)


def test_the_session_of_an_erased_customer_is_over(client, clerk, manager, head_office):
    person = known(clerk)
    ended(person, manager=manager)
    signed_in(person, client=client)
    assert opens(client)
    erased(person, asker=manager, granter=head_office)
    assert not opens(client)


def test_a_session_of_staff_is_none_of_a_customer_and_the_other_way_round(clerk_client, client, customer):
    assert clerk_client.get("/me/plans/").status_code == 302
    signed_in(customer, client=client)
    assert client.get("/counter/").status_code == 302
    signed_in(customer, client=clerk_client)
    assert (opens(clerk_client), clerk_client.get("/counter/plans/").status_code) == (True, 200)
    clerk_client.post("/sign-out/")
    assert (opens(clerk_client), clerk_client.get("/counter/plans/").status_code) == (False, 200)


def test_forms_without_their_secret_begin_and_end_nothing(customer, sessions):
    strict = Client(enforce_csrf_checks=True)
    assert asks_for_code(strict, MOBILE).status_code == 403
    assert Challenge.objects.count() == 0
    signed_in(customer, client=strict)
    before = sessions()
    assert {strict.post(address).status_code for address in ("/sign-out/", "/me/sessions/", "/sign-in/code/")} == {403}
    assert sessions() == before


def test_old_sessions_are_forgotten_a_month_after_their_end(customer, settings):
    begin_session(customer=customer, at=AT - timedelta(days=38))
    begin_session(customer=customer, at=AT - timedelta(days=36))
    assert forget_old_sessions(at=AT) == 1
    assert CustomerSession.objects.count() == 1
    assert settings.CELERY_BEAT_SCHEDULE["old customer sessions"]["task"] == "customers.tidy"


def test_a_plan_of_another_customer_is_not_there(client, clerk, plan):
    other = sold(actor=clerk, customer_mobile="98104 55499")
    signed_in(plan.customer, client=client)
    assert client.get(f"/me/plans/{plan.number}/").status_code == 200
    refused = [client.get(f"/me/plans/{number}/") for number in (other.number, "7K3M9QPX2TC", "x", "%00")]
    assert {answer.status_code for answer in refused} == {404}
    assert len({text_of(answer.content.decode()) for answer in refused}) == 1
    assert other.number not in client.get("/me/plans/").content.decode()
