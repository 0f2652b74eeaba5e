"""The routes of this interface, mounted at /api/: v1/…, schema/ and docs/."""

from django.urls import URLPattern, URLResolver

app_name = "api"
urlpatterns: list[URLPattern | URLResolver] = []
