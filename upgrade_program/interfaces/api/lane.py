"""The short way of a call through the middleware: no session, cookie, sign-in, message or till's lock, of which a till's program has none.

It stands in the middleware's list and takes what begins with /api/v1/ out of it, into a list of its own (`API_MIDDLEWARE`).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from csp.utils import build_policy
from django.conf import settings
from django.core.handlers.base import BaseHandler
from django.core.handlers.exception import convert_exception_to_response
from django.http import HttpRequest, HttpResponseBase
from django.utils.cache import patch_vary_headers
from django.utils.module_loading import import_string
from django.utils.translation import activate, get_language, get_language_from_request

Handler = Callable[[HttpRequest], HttpResponseBase]
CALLS = "/api/v1/"


class ApiLane:
    """Sends calls of the API their own way, and everything else on."""

    def __init__(self, get_response: Handler) -> None:
        self._pages = get_response
        self._calls = _Chain(settings.API_MIDDLEWARE).answer

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self._calls(request) if request.path_info.startswith(CALLS) else self._pages(request)


class _Chain(BaseHandler):
    """Django's handling of a request, through the middleware named here instead of `settings.MIDDLEWARE`."""

    def __init__(self, middleware: Sequence[str]) -> None:
        before_views: list[Any] = []
        after_faults: list[Any] = []
        after_templates: list[Any] = []
        self._view_middleware, self._exception_middleware, self._template_response_middleware = before_views, after_faults, after_templates
        chain: Any = convert_exception_to_response(self._get_response)  # type: ignore[attr-defined]  # missing in the stubs
        for path in reversed(middleware):
            layer = import_string(path)(chain)
            if hasattr(layer, "process_view"):
                before_views.insert(0, layer.process_view)
            if hasattr(layer, "process_exception"):
                after_faults.append(layer.process_exception)
            if hasattr(layer, "process_template_response"):
                after_templates.append(layer.process_template_response)
            chain = convert_exception_to_response(layer)
        self.answer: Handler = chain


class Language:
    """Answers in the language asked for, as Django's own middleware does, without looking for one in the address: none stands there."""

    def __init__(self, get_response: Handler) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        language = get_language_from_request(request)
        activate(language)
        request.LANGUAGE_CODE = language
        response = self._get_response(request)
        patch_vary_headers(response, ("Accept-Language",))
        response.headers.setdefault("Content-Language", get_language() or language)
        return response


class ContentPolicy:
    """Gives every answer the content policy. JSON needs no nonce, so it is written once and not for each answer."""

    def __init__(self, get_response: Handler) -> None:
        self._get_response = get_response
        self._policy = build_policy()

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self._get_response(request)
        response.headers.setdefault("Content-Security-Policy", self._policy)
        return response
