"""The schema, and pages to read it by. Public, and the same for everybody."""

from __future__ import annotations

from functools import cache
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.decorators import method_decorator
from django.views.decorators.cache import cache_control
from django.views.generic import TemplateView
from drf_spectacular.utils import extend_schema
from drf_spectacular.views import SpectacularAPIView
from rest_framework.request import Request
from rest_framework.response import Response


@method_decorator(cache_control(public=True, max_age=300), name="dispatch")
class Schema(SpectacularAPIView):
    """OpenAPI 3, as YAML or (`?format=json`) JSON; made once a process, since nothing in it depends on who asks."""

    authentication_classes = ()
    permission_classes = ()
    http_method_names = ["get", "head"]

    @extend_schema(exclude=True)
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return Response(the_schema(), headers={"Content-Disposition": 'inline; filename="smart-upgrade-api.yaml"'})


@cache
def the_schema() -> dict[str, Any]:
    """The whole schema, as JSON would have it."""
    view = SpectacularAPIView
    schema: dict[str, Any] = view.generator_class(urlconf=view.urlconf).get_schema(public=True)
    return schema


class Docs(TemplateView):
    """Readable docs: Swagger's page out of the house's own static files, under the strict policy of every page."""

    template_name = "api/docs.html"
    http_method_names = ["get", "head"]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return super().get(request, *args, **kwargs)
