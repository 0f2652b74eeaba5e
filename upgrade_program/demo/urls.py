"""The addresses that exist in a demo only."""

from django.urls import URLPattern, URLResolver, path

from upgrade_program.demo import views

app_name = "demo"
urlpatterns: list[URLPattern | URLResolver] = [
    path("demo/messages/", views.messages, name="messages"),
    path("api/v1/demo/messages/", views.latest, name="latest"),
]
