"""Customers on their own pages: signed in by hand, or by asking for a code and reading it from the phone."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.conf import settings
from django.test import Client

from tests.factories.plans import AT
from upgrade_program.customers.models import Customer
from upgrade_program.customers.sessions import begin_session
from upgrade_program.messaging.models import Message
from upgrade_program.usecases.sign_in import code_for_known


def signed_in(customer: Customer, *, client: Client | None = None, at: datetime = AT) -> Client:
    """A browser with a session of this customer, begun without a code."""
    client = client or Client()
    client.cookies[settings.CUSTOMER_COOKIE_NAME] = begin_session(customer=customer, at=at)[0]
    return client


def asks_for_code(client: Client, mobile: str, **more: Any) -> Any:
    """The answer to a mobile typed on the sign-in page."""
    return client.post("/sign-in/", {"mobile": mobile, **more.pop("fields", {})}, **more)


def code_sent(*, at: datetime = AT) -> str | None:
    """The newest code to sign in with as its message would carry it now; None where nothing would be sent."""
    secret = Message.objects.filter(template="otp.sign_in").latest("id").secret
    told = code_for_known(secret.partition(":")[2], at=at)
    return told and told["code"]
