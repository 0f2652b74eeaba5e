"""What the demo's customers got, to be read by whoever tries the demo: no sign-in, and no such pages on a real site."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from upgrade_program.demo.models import KeptMessage
from upgrade_program.interfaces.api.errors import details

SHOWN, MOST, USUAL = 100, 200, 20


@never_cache
@require_safe
def messages(request: HttpRequest) -> HttpResponse:
    """The newest messages, as they would look on a phone or in a mailbox."""
    kept = KeptMessage.objects.all()
    return render(request, "demo/messages.html", {"kept": kept[:SHOWN], "more": kept.count() - SHOWN})


@never_cache
@require_safe
def latest(request: HttpRequest) -> HttpResponse:
    """`?n=20`: the newest n (1 to 200) as {at, to, template, text}, in the shape of every list of the API; any other n is a 422."""
    asked = request.GET.get("n", str(USUAL))
    if not (asked.isascii() and asked.isdigit() and len(asked) < 4 and 1 <= int(asked) <= MOST):
        return details(422, "invalid", f"n is a number from 1 to {MOST}.")
    newest = [_told(message) for message in KeptMessage.objects.all()[: int(asked)]]
    return JsonResponse({"results": newest, "next": None, "previous": None}, json_dumps_params={"ensure_ascii": False})


def _told(message: KeptMessage) -> dict[str, Any]:
    text = f"{message.subject}\n\n{message.text}" if message.subject else message.text
    return {"at": message.at.isoformat(), "to": message.to, "template": message.template, "text": text}
