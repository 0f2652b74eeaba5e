"""What is wired by name: the apps, the jobs that beat starts, who hears which news, and what a worker drains."""

from celery.schedules import crontab

from upgrade_program.configuration.place import DEMO

INSTALLED_APPS = [
    "unfold.apps.BasicAppConfig",  # before admin; Basic because the site is our own
    "unfold.contrib.filters",
    "unfold.contrib.forms",
    "upgrade_program.admin_config.HeadOffice",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "django_cotton.apps.SimpleAppConfig",
    "template_partials.apps.SimpleAppConfig",
    "django_htmx",
    "heroicons",
    "csp",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "django_structlog",
    "django_prometheus",
    "pgtrigger",
    # the house, bottom floor first
    "upgrade_program.foundation.database",
    "upgrade_program.foundation.outbox",
    "upgrade_program.foundation.audit",
    "upgrade_program.foundation.history",
    "upgrade_program.foundation.jobs",
    "upgrade_program.foundation.requests",
    "upgrade_program.foundation.approvals",
    "upgrade_program.foundation.documents",
    "upgrade_program.foundation.photos",
    "upgrade_program.foundation.saved_views",
    "upgrade_program.foundation.backup",
    "upgrade_program.foundation.ui",
    "stores",
    "upgrade_program.drafts",
    "upgrade_program.catalog",
    "upgrade_program.customers",
    "upgrade_program.messaging",
    "upgrade_program.otp",
    "upgrade_program.billing",
    "upgrade_program.plans",
    "upgrade_program.buyback",
    "loyalty.ledger",
    "loyalty.programme",
    "loyalty.rewards",
    "loyalty.activity",
    "upgrade_program.reporting",
    "upgrade_program.interfaces.counter",
    "upgrade_program.interfaces.portal",
    "upgrade_program.interfaces.api",
    "upgrade_program.interfaces.headoffice",
]
if DEMO:
    INSTALLED_APPS.append("upgrade_program.demo")

CELERY_BEAT_SCHEDULE = {
    "outbox": {"task": "outbox.sweep", "schedule": 2.0, "options": {"expires": 2}},
    "due plans": {"task": "plans.daily", "schedule": 300.0, "options": {"expires": 300}},
    "plan reminders": {"task": "plans.remind", "schedule": 3600.0, "options": {"expires": 3600}},
    "claims over": {"task": "buyback.lapse", "schedule": 300.0, "options": {"expires": 300}},
    "status reviews": {"task": "programme.review", "schedule": 300.0, "options": {"expires": 300}},
    "day reports": {"task": "reporting.daily", "schedule": 300.0, "options": {"expires": 300}},
    "exposure": {"task": "reporting.exposure", "schedule": 60.0, "options": {"expires": 60}},
    "exposure checked": {"task": "reporting.exposure_check", "schedule": crontab(hour=3, minute=40), "options": {"expires": 3600}},
    # Eleven minutes past and then each quarter of an hour: a month that is over is kept for good as soon as its last acts have ended.
    "books": {"task": "reporting.books", "schedule": crontab(minute="11,26,41,56"), "options": {"expires": 900}},
    "books checked": {"task": "reporting.books_check", "schedule": crontab(hour=4, minute=5), "options": {"expires": 3600}},
    "trials of drafts": {"task": "reporting.trials", "schedule": 3.0, "options": {"expires": 3}},
    "old trials": {"task": "reporting.old_trials", "schedule": 86400.0, "options": {"expires": 3600}},
    "row history checked": {"task": "reporting.history", "schedule": crontab(hour=4, minute=35), "options": {"expires": 3600}},
    "row history sealed": {"task": "reporting.history_sealed", "schedule": crontab(minute=50), "options": {"expires": 1800}},
    "week reports": {"task": "reporting.weekly", "schedule": 300.0, "options": {"expires": 300}},
    "points live": {"task": "ledger.mature", "schedule": 300.0, "options": {"expires": 300}},
    "points over": {"task": "ledger.expire", "schedule": 300.0, "options": {"expires": 300}},
    "holds over": {"task": "ledger.release_holds", "schedule": 300.0, "options": {"expires": 300}},
    "ledger verified": {"task": "ledger.verify", "schedule": crontab(hour=3, minute=15), "options": {"expires": 3600}},
    "boards": {"task": "activity.boards", "schedule": 300.0, "options": {"expires": 300}},
    "points notices": {"task": "activity.notices", "schedule": 300.0, "options": {"expires": 300}},
    "old sessions": {"task": "stores.tidy", "schedule": 86400.0, "options": {"expires": 3600}},
    "old messages": {"task": "messaging.forget", "schedule": 86400.0, "options": {"expires": 3600}},
    "old requests": {"task": "requests.forget", "schedule": 3600.0, "options": {"expires": 3600}},
    "old customer sessions": {"task": "customers.tidy", "schedule": 86400.0, "options": {"expires": 3600}},
    "old codes": {"task": "otp.forget", "schedule": 3600.0, "options": {"expires": 3600}},
    "old photos": {"task": "photos.forget", "schedule": 86400.0, "options": {"expires": 3600}},
}
# What a plan's or document's number that is typed into a list of the desk is about.
DESK_NUMBERS = "upgrade_program.interfaces.headoffice.numbers.things_under"
# News: topic -> who hears it (dotted functions taking a Message's payload and the instant). Whoever takes a member's account comes before
# whoever takes the plan, as in every act.
OUTBOX_ROUTES: dict[str, list[str]] = {
    "plan.sold": [
        "loyalty.activity.subscribers.hear_plan_sold",
        "upgrade_program.buyback.subscribers.owe_fee",
        "upgrade_program.plans.subscribers.tell_sold",
    ],
    "plan.pending": ["upgrade_program.plans.subscribers.tell_pending"],
    "plan.cancelled": [
        "loyalty.activity.subscribers.hear_plan_cancelled",
        "upgrade_program.buyback.subscribers.owe_fee_back",
        "upgrade_program.plans.subscribers.tell_cancelled",
    ],
    "plan.suspended": [
        "upgrade_program.buyback.subscribers.end_claim_of_suspended",
        "upgrade_program.plans.subscribers.tell_suspended",
        "upgrade_program.reporting.subscribers.touch_plan",
    ],
    "plan.resumed": ["upgrade_program.plans.subscribers.tell_resumed", "upgrade_program.reporting.subscribers.touch_plan"],
    "plan.swapped": ["upgrade_program.plans.subscribers.tell_swapped"],
    "plan.holder_changed": ["upgrade_program.plans.subscribers.tell_holder_changed"],
    "token.reserved": ["upgrade_program.buyback.subscribers.tell_reserved", "upgrade_program.reporting.subscribers.touch_plan"],
    "token.let_go": ["upgrade_program.reporting.subscribers.touch_plan"],
    "claim.opened": ["upgrade_program.buyback.subscribers.tell_opened", "upgrade_program.reporting.subscribers.touch_plan"],
    "claim.refused": ["upgrade_program.buyback.subscribers.tell_refused", "upgrade_program.reporting.subscribers.touch_plan"],
    "claim.lapsed": ["upgrade_program.buyback.subscribers.tell_lapsed", "upgrade_program.reporting.subscribers.touch_plan"],
    "plan.extended": ["upgrade_program.reporting.subscribers.touch_plan"],
    "claim.declined": ["upgrade_program.reporting.subscribers.touch_plan"],
    "claim.looked_at_again": ["upgrade_program.reporting.subscribers.touch_plan"],
    "claim.settled": ["loyalty.activity.subscribers.hear_claim_settled", "upgrade_program.buyback.subscribers.tell_settled"],
    "claim.reversed": ["loyalty.activity.subscribers.hear_claim_reversed", "upgrade_program.buyback.subscribers.tell_reversed"],
    "reward.redeemed": ["loyalty.rewards.subscribers.tell_redeemed"],
    "reward.cancelled": ["loyalty.rewards.subscribers.tell_cancelled"],
    "drawer.closed": ["upgrade_program.reporting.subscribers.mail_closed_day"],
    "selling.stopped": ["upgrade_program.reporting.subscribers.mail_stop"],
    "selling.resumed": ["upgrade_program.reporting.subscribers.mail_resumed"],
}
# Those who hear many at once: topic -> dotted functions taking a list of payloads and the instant.
OUTBOX_BATCHES: dict[str, list[str]] = {
    "plan.sold": ["loyalty.programme.subscribers.earn_for_plans_sold", "upgrade_program.reporting.subscribers.touch_plans"],
    "plan.cancelled": ["loyalty.programme.subscribers.take_back_for_plans_cancelled", "upgrade_program.reporting.subscribers.touch_plans"],
    "claim.settled": ["loyalty.programme.subscribers.earn_for_claims_settled", "upgrade_program.reporting.subscribers.touch_plans"],
    "claim.reversed": ["loyalty.programme.subscribers.take_back_for_claims_reversed", "upgrade_program.reporting.subscribers.touch_plans"],
}
# What a worker drains, broker or not: each `(*, at, limit) -> int` looks for due rows in PostgreSQL and says how many it handled.
DRAINS = ["upgrade_program.foundation.outbox.services.deliver_due", "upgrade_program.messaging.sending.send_due"]
