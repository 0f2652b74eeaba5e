"""Verbs of stores and staff. Head office acts on them, each act leaves exactly one audit row; people choose their working store."""

from stores.services.postings import post_staff, unpost_staff
from stores.services.shops import add_store, change_store
from stores.services.staff import create_staff, disable_staff, enable_staff, name_staff, set_office_role, set_password
from stores.services.working_store import choose_store

__all__ = [
    "add_store",
    "change_store",
    "choose_store",
    "create_staff",
    "disable_staff",
    "enable_staff",
    "name_staff",
    "post_staff",
    "set_office_role",
    "set_password",
    "unpost_staff",
]
