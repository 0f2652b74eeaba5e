"""The routes of the portal."""

from django.urls import URLPattern, URLResolver, path

from upgrade_program.interfaces.portal import goods, optout, views

app_name = "portal"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.estimate, name="estimate"),
    path("language/", views.language, name="language"),
    path("p/<str:token>/", views.plan, name="plan"),
    path("o/<str:token>/", optout.optout, name="optout"),
    path("g/<str:token>/", goods.goods, name="goods"),
    path("g/<str:token>/<int:file>/", goods.download, name="download"),
]
