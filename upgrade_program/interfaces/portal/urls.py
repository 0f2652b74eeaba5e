"""The routes of the portal."""

from django.urls import URLPattern, URLResolver, path

from upgrade_program.interfaces.portal import (
    calendar,
    crawlers,
    goods,
    install,
    my_hold,
    my_papers,
    my_plans,
    my_privacy,
    my_sessions,
    optout,
    sign_in,
    views,
)
from upgrade_program.interfaces.portal.guide import upgrade
from upgrade_program.interfaces.portal.guide import views as guide
from upgrade_program.interfaces.portal.points import activity, overview, rewards

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
    path("p/<str:token>/calendar.ics", calendar.of_link, name="calendar"),
    path("o/<str:token>/", optout.optout, name="optout"),
    path("g/<str:token>/", goods.goods, name="goods"),
    path("g/<str:token>/<int:file>/", goods.download, name="download"),
    path("sign-in/", sign_in.sign_in, name="sign_in"),
    path("sign-in/code/", sign_in.code, name="sign_in_code"),
    path("sign-out/", sign_in.sign_out, name="sign_out"),
    path("me/plans/", my_plans.plans, name="my_plans"),
    path("me/plans/<str:number>/", my_plans.plan, name="my_plan"),
    path("me/plans/<str:number>/<slug:kind>.pdf", my_papers.paper, name="my_paper"),
    path("me/plans/<str:number>/hold/", my_hold.hold, name="my_hold"),
    path("me/plans/<str:number>/calendar.ics", calendar.of_own, name="my_calendar"),
    path("me/points/", overview.points, name="my_points"),
    path("me/points/history/", overview.history, name="my_points_history"),
    path("me/points/<int:pk>/", overview.passport, name="my_passport"),
    path("me/missions/", activity.missions, name="my_missions"),
    path("me/board/", activity.board, name="my_board"),
    path("me/rewards/", rewards.rewards, name="my_rewards"),
    path("me/rewards/<slug:key>/", rewards.reward, name="my_reward"),
    path("me/redemptions/<str:number>/", rewards.redemption, name="my_redemption"),
    path("me/privacy/", my_privacy.privacy, name="my_privacy"),
    path("me/privacy/copy/", my_privacy.copy, name="my_copy"),
    path("me/sessions/", my_sessions.sessions, name="my_sessions"),
]
