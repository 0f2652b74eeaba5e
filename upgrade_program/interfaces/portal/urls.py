"""The routes of the portal."""

from django.urls import URLPattern, URLResolver, path

from upgrade_program.interfaces.portal import crawlers, goods, install, views
from upgrade_program.interfaces.portal.guide import upgrade
from upgrade_program.interfaces.portal.guide import views as guide

app_name = "portal"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.estimate, name="estimate"),
    path("language/", views.language, name="language"),
    path("how-it-works/", guide.how, name="how"),
    path("questions/", guide.answers, name="questions"),
    path("terms/", guide.terms, name="terms"),
    path("terms/<int:version>/", guide.terms, name="terms_version"),
    path("stores/", guide.stores, name="stores"),
    path("robots.txt", crawlers.robots, name="robots"),
    path("sitemap.xml", crawlers.sitemap, name="sitemap"),
    path("manifest.webmanifest", install.manifest, name="manifest"),
    path("sw.js", install.service_worker, name="service_worker"),
    path("offline/", install.offline, name="offline"),
    path("p/<str:token>/", views.plan, name="plan"),
    path("p/<str:token>/upgrade/", upgrade.upgrade, name="upgrade"),
    path("g/<str:token>/", goods.goods, name="goods"),
    path("g/<str:token>/<int:file>/", goods.download, name="download"),
]
