"""What is over is forgotten; what holds stays."""

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session

from stores.models import ApiToken, TillLock
from stores.tasks import tidy
from stores.tokens import actor_of_token, issue_token
from tests.factories.stores import PASSWORD

pytestmark = pytest.mark.django_db


def test_old_keys_and_sessions_go_and_those_in_force_stay(clerk_user, at):
    old, _ = issue_token(username=clerk_user.username, password=PASSWORD, at=at - timedelta(days=40), address="127.0.0.1")
    raw, _ = issue_token(username=clerk_user.username, password=PASSWORD, at=at, address="127.0.0.1")
    Session.objects.create(session_key="over", session_data="", expire_date=at - timedelta(hours=1))
    Session.objects.create(session_key="holds", session_data="", expire_date=at + timedelta(hours=1))
    for key in ("over", "holds", "nobody's"):
        TillLock.objects.create(session_key=key, locked_at=at)
    tidy()
    assert list(TillLock.objects.values_list("session_key", flat=True)) == ["holds"]
    assert ApiToken.objects.count() == 1
    assert actor_of_token(raw, at)
    assert actor_of_token(old, at) is None
    assert list(Session.objects.values_list("session_key", flat=True)) == ["holds"]
