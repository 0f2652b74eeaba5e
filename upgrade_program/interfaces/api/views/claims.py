"""Opening a claim, reading claims, and adding photos."""

from __future__ import annotations

from hashlib import sha256

from django.http import HttpResponse
from rest_framework.request import Request
from rest_framework.response import Response

from stores.clock import local_day, now, store_today
from upgrade_program.buyback.enums import State, View
from upgrade_program.buyback.queries import for_actor, with_state
from upgrade_program.buyback.services import add_photo
from upgrade_program.foundation.requests.services import Answer
from upgrade_program.interfaces.api import answers_claims as answers
from upgrade_program.interfaces.api import bodies_claims as bodies
from upgrade_program.interfaces.api.act import Act
from upgrade_program.interfaces.api.claims import SHOWN, shown, shown_claim, shown_claims
from upgrade_program.interfaces.api.pages import page_by_key
from upgrade_program.interfaces.api.parsers import OnePhoto
from upgrade_program.interfaces.api.permissions import AtCounter
from upgrade_program.interfaces.api.schema import described
from upgrade_program.usecases.upgrade import open_at


class OpenClaim(Act):
    """The customer presents the phone of a plan: today's tier is held while it is looked at. At any store, by the plan's exact number."""

    permission_classes = (AtCounter,)

    @described(
        "Open a claim",
        takes=bodies.ClaimWanted,
        gives=answers.Claim,
        status=201,
        refuses=(400, 401, 403, 409, 413, 415, 422, 503),
        once=True,
        note="One open claim a plan (claim_open). A second one in a tier in which a claim lapsed is a manager's (claim_lapsed).",
        example="claim",
    )
    def post(self, request: Request, number: str) -> HttpResponse:
        given = self.given(bodies.ClaimWanted).validated_data
        actor, at = self.actor, now()
        on = local_day(at)

        def act() -> Answer:
            asked = {"handset_imei": given["handset_imei"], "token": given.get("token") or ""}
            claim = open_at(actor=actor, number=number, at=at, on=on, **asked)
            return Answer(201, shown_claim(actor=actor, number=claim.number, on=on))

        return self.once(at=at, act=act)


class Claims(Act):
    """The store's claims."""

    @described(
        "List claims",
        asks=bodies.ClaimsQuery,
        gives=answers.Claims,
        refuses=(401, 422),
        note="The own store's, newest first; every store's for head office and auditors. state is told by the dates, as of today.",
    )
    def get(self, request: Request) -> Response:
        asked = self.asked(bodies.ClaimsQuery).validated_data
        actor, on = self.actor, store_today()
        claims = for_actor(actor).select_related(*SHOWN)
        if "state" in asked:
            claims = with_state(claims, State(asked["state"]), on=on)
        page = page_by_key(
            claims, request=request, cursor=asked.get("cursor", ""), shown=lambda rows: shown_claims(rows, actor=actor, on=on)
        )
        return Response(page)


class ReadClaim(Act):
    """A claim by its exact number, from any store; IMEIs are masked except for the selling store's manager."""

    @described("Read a claim", gives=answers.Claim, refuses=(401,))
    def get(self, request: Request, id: str) -> Response:
        return Response(shown_claim(actor=self.actor, number=id, on=store_today()))


class AddPhoto(Act):
    """A photo of the phone. Claims opened here need none; a store that wants them keeps them."""

    permission_classes = (AtCounter,)
    parser_classes = (OnePhoto,)  # type: ignore[assignment]  # another than the base's

    @described(
        "Add a photo",
        takes=bodies.PhotoGiven,
        gives=answers.Claim,
        status=201,
        refuses=(400, 401, 403, 409, 413, 415, 422, 503),
        note="A form (multipart/form-data). With an Idempotency-Key the same photo is kept once.",
    )
    def post(self, request: Request, id: str) -> HttpResponse:
        given = self.given(bodies.PhotoGiven).validated_data
        actor, at, file = self.actor, now(), given["file"]
        on = local_day(at)

        def act() -> Answer:
            claim = add_photo(number=id, view=View(given["view"]), file=file, actor=actor, at=at, on=on)
            return Answer(201, shown(claim, actor=actor, on=on))

        if "Idempotency-Key" in request.headers:
            digest = sha256()
            for chunk in file.chunks():
                digest.update(chunk)
            file.seek(0)
            return self.once(at=at, act=act, body={"view": given["view"], "file": digest.hexdigest()})
        answer = act()
        return Response(answer.body, status=answer.status)
