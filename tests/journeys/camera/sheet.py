"""What the page with the camera's sheet shows and asks for."""

from __future__ import annotations

from typing import Any

from stdnum import luhn

OPENED = "Hold the bar code marked IMEI"


def asked(page: Any) -> list[str]:
    """The addresses a page asks for from now on."""
    addresses: list[str] = []
    page.on("request", lambda request: addresses.append(request.url))
    return addresses


def focus(page: Any) -> str:
    return str(page.evaluate("document.activeElement.id || document.activeElement.dataset.camera || document.activeElement.tagName"))


def until(page: Any, true: str) -> None:
    """Waits inside the page: the policy forbids the eval that Playwright's own waiting needs."""
    wait = f"async () => {{ for (let n = 0; n < 900 && !({true}); n++) await new Promise((next) => setTimeout(next, 50)); return {true}; }}"
    assert page.evaluate(wait), f"never so: {true}"


def has_closed(page: Any) -> bool:
    return bool(page.evaluate("!document.getElementById('camera-sheet').open && document.querySelector('video').srcObject === null"))


def misread(imei: str) -> str:
    wrong = imei[:-1] + str((int(imei[-1]) + 1) % 10)
    assert not luhn.is_valid(wrong)
    return wrong
