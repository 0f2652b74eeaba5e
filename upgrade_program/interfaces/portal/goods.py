"""The page behind a download link, and its files. Whoever has the link has the goods, so neither search engine nor referrer learns it."""

from __future__ import annotations

from typing import TypeVar

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_safe

from loyalty.rewards.queries import files_of, link_behind
from loyalty.rewards.services import fetch
from stores.clock import now
from upgrade_program.interfaces.portal.throttle import throttled
from upgrade_program.kernel.errors import NotFound

Answer = TypeVar("Answer", HttpResponse, FileResponse)
_LARGEST_ID = 2**63 - 1


@require_safe
@throttled
@never_cache
def goods(request: HttpRequest, token: str) -> HttpResponse:
    """The files of one redemption. Unknown and revoked links are the same 404."""
    link = link_behind(token)
    if link is None:
        raise Http404
    language = "hi" if (get_language() or "").startswith("hi") else "en"
    reward = link.redemption.reward
    files = [(file, file.named(language)) for file in files_of(reward)]
    context = {"link": link, "name": reward.named(language), "about": reward.described(language), "files": files}
    return _unlisted(render(request, "portal/goods.html", context))


@require_GET
@throttled
@never_cache
def download(request: HttpRequest, token: str, file: int) -> HttpResponseBase:
    """One file, to be saved; what its first bytes told is what it is served as. A HEAD would use it up unseen, so there is none."""
    if file > _LARGEST_ID or "\x00" in token:
        raise Http404
    try:
        found, opened = fetch(token=token, file_id=file, at=now())
    except NotFound as no:
        raise Http404 from no
    answer = FileResponse(opened, as_attachment=True, filename=found.filename, content_type=found.media_type)
    return _unlisted(answer)


def _unlisted(answer: Answer) -> Answer:
    answer["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    answer["Referrer-Policy"] = "no-referrer"
    return answer
