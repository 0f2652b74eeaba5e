"""Sending a customer the code that confirms an act."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from functools import partial
from typing import Any

from django.http import HttpResponse
from rest_framework.request import Request

from stores.clock import local_day, now
from stores.sign_in import address_of
from upgrade_program.foundation.requests.services import Answer
from upgrade_program.interfaces.api import answers, bodies, bodies_holders, presenters
from upgrade_program.interfaces.api.act import Act, written
from upgrade_program.interfaces.api.permissions import AtCounter
from upgrade_program.interfaces.api.schema import described
from upgrade_program.usecases import cancel, consenting, points, rewards, transfer
from upgrade_program.usecases.consenting import Word
from upgrade_program.usecases.transfer import CodeSent, NewHolder

_SENDERS = {"cancel": cancel.send_code, "transfer": transfer.send_code}
_WORDS = {"withdraw_consent": Word.WITHDRAW, "agree_again": Word.AGREE}


def _sender(wanted: Mapping[str, Any]) -> Callable[..., CodeSent]:
    """Who sends the code that is wanted: a transfer's also to the person who takes the plan over."""
    to = wanted.get("customer")
    if word := _WORDS.get(wanted["act"]):
        return partial(_send_for_consent, word=word)
    return partial(transfer.send_code_to, to=NewHolder(**to)) if to else _SENDERS[wanted["act"]]


def _send_for_consent(*, word: Word, on: date, **asked: Any) -> CodeSent:
    """A consent is withdrawn and given on any day."""
    return consenting.send_code(word=word, **asked)


class SendCode(Act):
    """Whoever may do the act has a code sent to the plan's customer, or to who takes it over: good for five minutes, for this person at
    this store."""

    permission_classes = (AtCounter,)

    @described(
        "Send a code",
        takes=bodies_holders.CodeWanted,
        gives=answers.CodeSent,
        status=202,
        refuses=(400, 401, 403, 409, 413, 415, 422, 429, 503),
        note="Every call sends another code, which replaces the one before; with an Idempotency-Key the same request sends one only.",
    )
    def post(self, request: Request, number: str) -> HttpResponse:
        at, send_code = now(), _sender(self.given(bodies_holders.CodeWanted).validated_data)

        def act() -> Answer:
            sent = send_code(actor=self.actor, number=number, address=address_of(request._request), at=at, on=local_day(at))
            return Answer(202, presenters.code_sent(sent))

        return self.once_if_keyed(at=at, act=act)


class SendPointsCode(Act):
    """Whoever sells has a code sent to a member who pays a part with many points, or takes a reward for them: good for five minutes, for
    this person and this many, or this reward."""

    permission_classes = (AtCounter,)

    @described(
        "Send a code for points",
        takes=bodies.PointsCodeWanted,
        gives=answers.CodeSent,
        status=202,
        refuses=(400, 401, 403, 409, 413, 415, 422, 429, 503),
        note="Needed for 500 points and more in one sale or redemption: a sale is named by amount and price, a redemption by its reward. "
        "Every call sends another code, which replaces the one before.",
        example="points_code",
    )
    def post(self, request: Request) -> HttpResponse:
        given, at = self.given(bodies.PointsCodeWanted).validated_data, now()
        send_code: Callable[..., points.CodeSent | rewards.CodeSent] = rewards.send_code if "reward" in given else points.send_code
        sent = send_code(actor=self.actor, address=address_of(request._request), at=at, **given)
        return written(presenters.code_sent(sent), status=202)
