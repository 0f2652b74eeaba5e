"""The worker of the bench: news of plans is heard by those who give points for it, and by nobody who would write letters about it."""

from upgrade_program.settings import *  # noqa: F403  (settings are inherited whole)

OUTBOX_ROUTES: dict[str, list[str]] = {}
OUTBOX_BATCHES = {"plan.sold": ["loyalty.programme.subscribers.earn_for_plans_sold"]}
