"""Who a session belongs to, read together with where they work today: every page asks both, and asks the database once."""

from __future__ import annotations

from django.contrib.auth.backends import ModelBackend

from stores.clock import store_today
from stores.models import StaffUser
from stores.queries import posted_person


class Staff(ModelBackend):
    """Django's own way to sign in and its own refusals."""

    def get_user(self, user_id: int) -> StaffUser | None:
        """The person of this id with their live postings; None for nobody, and for the disabled."""
        user = posted_person(user_id, on=store_today())
        return user if user and self.user_can_authenticate(user) else None
