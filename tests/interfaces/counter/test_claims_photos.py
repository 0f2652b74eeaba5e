"""Photos at the counter: taken for a claim and on day 0, shown side by side, and to nobody who may not see what they belong to."""

from __future__ import annotations

from uuid import uuid4

import pytest
import time_machine

from tests.factories.claims import BILLED, old_plan, opened
from tests.factories.plans import AT, TODAY, days_ago, sold
from tests.interfaces.counter.claiming import add_photos, at, photo_file, read
from tests.interfaces.counter.pages import text_of
from upgrade_program.buyback.enums import REQUIRED_VIEWS
from upgrade_program.buyback.services import decline_claim
from upgrade_program.foundation.photos.models import Photo

pytestmark = pytest.mark.django_db


@pytest.fixture
def claim(clerk):
    return opened(old_plan(actor=clerk), actor=clerk, views=REQUIRED_VIEWS)


def picture(photo):
    return f"/counter/photos/{photo.pk}/"


def test_a_photo_of_a_claim_is_kept_for_400_days_and_shown(claim, clerk_client):
    clerk_client.post(at(claim, "photos/"), {"view": "front", "photo": photo_file("../../etc/passwd.jpg")})
    photo = Photo.objects.get()
    assert (photo.subject, photo.view, (photo.keep_until - TODAY).days) == (f"claim:{claim.pk}", "front", 400)
    assert picture(photo) in clerk_client.get(at(claim)).content.decode()
    answer = clerk_client.get(picture(photo))
    assert answer.content.startswith(b"\xff\xd8")
    assert answer.headers["Content-Type"] == "image/jpeg"
    assert "no-store" in answer.headers["Cache-Control"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Disposition"] == 'inline; filename="front.jpg"'


def test_a_missing_view_goes_from_the_list_once_taken(claim, clerk_client):
    add_photos(clerk_client, claim)
    assert "Before the offer: 8 gates, 8 questions" in read(clerk_client, at(claim))
    assert "5 photos" not in read(clerk_client, at(claim))


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"view": "front"}, "No photo was chosen."),
        ({"view": "front", "photo": photo_file(data=b"")}, ""),
        ({"view": "front", "photo": photo_file(data=b"<svg xmlns='http://www.w3.org/2000/svg'/>")}, "This file cannot be read as a photo."),
        ({"view": "selfie", "photo": photo_file()}, ""),
    ],
)
def test_what_is_no_photo_is_refused_and_nothing_is_kept(claim, clerk_client, traces, typed, words):
    before = traces()
    answer = clerk_client.post(at(claim, "photos/"), typed)
    assert answer.status_code == 422
    assert words in text_of(answer.content.decode())
    assert traces() == before


def test_an_ended_claim_takes_no_photos(claim, clerk, clerk_client, traces):
    decline_claim(number=claim.number, reason="waits", actor=clerk, at=AT, on=TODAY)
    before = traces()
    answer = clerk_client.post(at(claim, "photos/"), {"view": "front", "photo": photo_file()})
    assert answer.status_code == 422
    assert traces() == before


def test_strangers_do_not_learn_that_a_photo_is_there(claim, clerk_client, other_clerk_user, other_manager_user, client_for):
    add_photos(clerk_client, claim)
    photo = Photo.objects.first()
    for user in (other_clerk_user, other_manager_user):
        client = client_for(user)
        assert client.get(picture(photo)).status_code == 404
        page = client.get(at(claim)).content.decode()
        assert picture(photo) not in page
        assert "Kept at the store that took it" in page
    assert client_for(None).get(picture(photo)).status_code == 302
    assert clerk_client.get(f"/counter/photos/{uuid4()}/").status_code == 404


def test_head_office_and_the_plans_own_store_see_them(
    claim, clerk_client, head_office_client, auditor_client, other_clerk, client_for, clerk
):
    abroad = opened(old_plan(actor=clerk), actor=other_clerk)
    add_photos(clerk_client, claim)
    for client in (head_office_client, auditor_client):
        assert client.get(picture(Photo.objects.first())).status_code == 200
    clerk_client.post(at(abroad, "photos/"), {"view": "back", "photo": photo_file()})
    assert clerk_client.get(picture(Photo.objects.get(subject=f"claim:{abroad.pk}"))).status_code == 200


def test_a_photo_whose_file_is_gone_is_not_there(claim, clerk_client):
    add_photos(clerk_client, claim)
    photo = Photo.objects.first()
    Photo.objects.filter(pk=photo.pk).update(deleted_at=AT)
    assert clerk_client.get(picture(photo)).status_code == 404


def test_day_zero_photos_are_taken_on_the_day_of_the_sale(clerk, clerk_client):
    plan = sold(actor=clerk)
    address = f"/counter/plans/{plan.number}/photos/"
    assert "Day-0 photos May be left out." in read(clerk_client, f"/counter/plans/{plan.number}/done/")
    assert clerk_client.post(address, {"view": "front", "photo": photo_file(), "back": "done"}).url.endswith("/done/")
    assert clerk_client.post(address, {"view": "back", "photo": photo_file()}).url == f"/counter/plans/{plan.number}/"
    photo = Photo.objects.first()
    assert (photo.subject, (photo.keep_until - plan.expires_on).days) == (f"plan:{plan.pk}", 60)
    assert picture(photo) in clerk_client.get(f"/counter/plans/{plan.number}/").content.decode()


def test_later_none_are_taken(clerk, clerk_client, traces):
    plan = sold(actor=clerk, at=days_ago(1))
    assert "Day-0 photos" not in read(clerk_client, f"/counter/plans/{plan.number}/")
    before = traces()
    answer = clerk_client.post(f"/counter/plans/{plan.number}/photos/", {"view": "front", "photo": photo_file()})
    assert answer.status_code == 422
    assert "Day-0 photos are taken on the day of the sale." in text_of(answer.content.decode())
    assert traces() == before


def test_a_claim_shows_day_zero_beside_today(clerk, client_for, clerk_user):
    with time_machine.travel(BILLED, tick=False):
        plan = sold(actor=clerk, at=BILLED)
        client_for(clerk_user).post(f"/counter/plans/{plan.number}/photos/", {"view": "front", "photo": photo_file()})
    claim, client = opened(plan, actor=clerk), client_for(clerk_user)
    client.post(at(claim, "photos/"), {"view": "front", "photo": photo_file()})
    words = read(client, at(claim))
    assert "Day 0 and today" in words
    assert "Front, 5 Nov 2026, 11:42 Front, 3 May 2027, 11:42" in words
