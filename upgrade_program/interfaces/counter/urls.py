"""The routes of the counter. No address holds an IMEI, a mobile or a code."""

from django.urls import URLPattern, URLResolver, path

from upgrade_program.interfaces.counter.views import cancel, day, documents, drawer, home, plan, plan_acts, plans, sell, store, till

app_name = "counter"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", home.home, name="home"),
    path("find/", home.look_up, name="find"),
    path("store/", store.switch, name="store"),
    path("lock/", till.lock, name="lock"),
    path("unlock/", till.unlock, name="unlock"),
    path("awake/", till.awake, name="awake"),
    path("kept/", till.kept, name="kept"),
    path("pin/", till.pin, name="pin"),
    path("drawer/", drawer.drawer, name="drawer"),
    path("drawer/open/", drawer.open_it, name="drawer_open"),
    path("drawer/<int:pk>/count/", drawer.count, name="drawer_count"),
    path("drawer/<int:pk>/move/", drawer.move, name="drawer_move"),
    path("drawer/<int:pk>/close/", drawer.close, name="drawer_close"),
    path("day/", day.day, name="day"),
    path("day/export/", day.export, name="day_export"),
    path("sell/", sell.sell, name="sell"),
    path("sell/devices/", sell.devices, name="devices"),
    path("sell/quote/", sell.quote, name="quote"),
    path("sell/customer/", sell.customer, name="customer"),
    path("plans/", plans.plans, name="plans"),
    path("plans/export/", plans.export, name="export"),
    path("plans/<str:number>/", plan.plan, name="plan"),
    path("plans/<str:number>/done/", plan.done, name="done"),
    path("plans/<str:number>/cancel/", cancel.cancel, name="cancel"),
    path("plans/<str:number>/paid/", plan_acts.paid, name="paid"),
    path("plans/<str:number>/link/", plan_acts.link, name="link"),
    path("customers/<int:pk>/", plans.customer_plans, name="customer_plans"),
    path("documents/<int:pk>/", documents.invoice, name="invoice"),
    path("documents/<int:pk>/pdf/", documents.document_pdf, name="document_pdf"),
    path("documents/<int:pk>/receipt/", documents.receipt, name="receipt"),
    path("plans/<str:number>/certificate/", documents.certificate, name="certificate"),
    path("plans/<str:number>/request/", documents.payment_request, name="payment_request"),
]
