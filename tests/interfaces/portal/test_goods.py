"""The page behind a download link: its files with the right headers; revoked, unknown and cancelled links are the same 404."""

from __future__ import annotations

import pytest
from django.test import Client

from loyalty.rewards.models import Download
from loyalty.rewards.services import cancel_redemption, renew_link, withdraw_file
from tests.factories.plans import AT
from tests.factories.rewards import goods, had, on_offer, rich
from upgrade_program.kernel.actor import SYSTEM, Actor

pytestmark = pytest.mark.django_db


def test_the_files_of_a_link(client: Client, clerk: Actor) -> None:
    wallpapers, file = goods()
    token = had(wallpapers, rich(), actor=clerk).links.get().token
    page = client.get(f"/g/{token}/")
    assert page.status_code == 200
    assert "Dawn over Delhi" in page.content.decode()
    assert (page["X-Robots-Tag"], page["Referrer-Policy"]) == ("noindex, nofollow, noarchive", "no-referrer")
    client.cookies["django_language"] = "hi"
    assert "दिल्ली की सुबह" in client.get(f"/g/{token}/").content.decode()
    answer = client.get(f"/g/{token}/{file.pk}/")
    body = b"".join(answer.streaming_content)  # type: ignore[attr-defined]
    assert (len(body), answer["Content-Length"]) == (file.size, str(file.size))
    assert answer["Content-Type"] == "image/png"
    assert answer["Content-Disposition"] == 'attachment; filename="dawn-over-delhi.png"'
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in answer["Cache-Control"]
    assert answer["Referrer-Policy"] == "no-referrer"
    assert Download.objects.count() == 1


def test_looking_uses_nothing_up(client: Client, clerk: Actor) -> None:
    wallpapers, file = goods()
    token = had(wallpapers, rich(), actor=clerk).links.get().token
    client.get(f"/g/{token}/")
    assert client.head(f"/g/{token}/{file.pk}/").status_code == 405
    assert Download.objects.count() == 0


def test_links_that_open_nothing(client: Client, clerk: Actor, manager: Actor) -> None:
    wallpapers, file = goods(most=9)
    others, other_file = goods()
    row, gone = (had(wallpapers, rich(), actor=clerk) for _ in range(2))
    old, cancelled = row.links.get().token, gone.links.get().token
    new = renew_link(redemption=row, actor=clerk, at=AT).token
    cancel_redemption(number=gone.number, reason="wrong", actor=manager, at=AT)
    for token in (old, cancelled, "A" * 22, "x" * 70, "%00"):
        assert client.get(f"/g/{token}/").status_code == 404
        assert client.get(f"/g/{token}/{file.pk}/").status_code == 404
    for pk in (other_file.pk, 987654321, 10**30):
        assert client.get(f"/g/{new}/{pk}/").status_code == 404
    withdraw_file(file=file, reason="licence over", actor=SYSTEM, at=AT)
    assert client.get(f"/g/{new}/{file.pk}/").status_code == 404
    assert client.get(f"/g/{new}/").status_code == 200
    assert Download.objects.count() == 0
    assert others.files.count() == 1
    assert had(on_offer(), rich(), actor=clerk).links.count() == 0
