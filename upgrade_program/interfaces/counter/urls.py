"""The routes of this interface."""

from django.urls import URLPattern, URLResolver

app_name = "counter"
urlpatterns: list[URLPattern | URLResolver] = []
