"""A claim at the counter, as its tests drive it: addresses, and what is typed where."""

from __future__ import annotations

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.factories.claims import CLEAN
from tests.foundation.photos.makers import jpeg
from tests.interfaces.counter.pages import text_of
from upgrade_program.buyback.models import Claim

VIEWS = ("front", "back", "lit", "sides", "imei")


def at(claim: Claim, part: str = "") -> str:
    return f"/counter/claims/{claim.number}/{part}"


def read(client: Client, address: str, *, status: int = 200) -> str:
    """The words of a page."""
    answer = client.get(address)
    assert answer.status_code == status, answer.status_code
    return text_of(answer.content.decode())


def photo_file(name: str = "IMG_0001.jpg", data: bytes | None = None) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, jpeg() if data is None else data, content_type="image/jpeg")


def gate(client: Client, claim: Claim, key: str, **typed: Any) -> Any:
    return client.post(at(claim, "gates/"), {"gate": key} | typed)


def pass_all_gates(client: Client, claim: Claim) -> None:
    """Every gate in order, as the page asks them."""
    typed: dict[str, dict[str, Any]] = {
        "blacklist_clear": {"result": "clear", "photo": photo_file()},
        "id_seen": {"kind": "voter_id", "last4": "42XY"},
    }
    for point in claim.wording["gates"]:
        assert gate(client, claim, point["key"], **typed.get(point["key"], {})).status_code == 302


def answer_all(client: Client, claim: Claim, **changes: str) -> Any:
    return client.post(at(claim, "answers/"), {f"answer-{key}": answer for key, answer in (CLEAN | changes).items()})


def add_photos(client: Client, claim: Claim) -> None:
    for view in VIEWS:
        assert client.post(at(claim, "photos/"), {"view": view, "photo": photo_file()}).status_code == 302
