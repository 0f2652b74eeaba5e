"""Verbs of stores and staff. Head office acts on them, each act leaves exactly one audit row.

People themselves choose their working store, set their PIN, lock their till and unlock it.
"""

from stores.services.closing import close_store, reopen_store
from stores.services.import_staff import import_staff
from stores.services.import_stores import import_stores
from stores.services.pins import set_pin
from stores.services.postings import post_staff, unpost_staff
from stores.services.shops import add_store, change_store
from stores.services.staff import create_staff, disable_staff, enable_staff, name_staff, reset_second_factor, set_office_role, set_password
from stores.services.till import lock_till, open_till
from stores.services.working_store import choose_store

__all__ = [
    "add_store",
    "change_store",
    "choose_store",
    "close_store",
    "create_staff",
    "disable_staff",
    "enable_staff",
    "import_staff",
    "import_stores",
    "lock_till",
    "name_staff",
    "open_till",
    "post_staff",
    "reopen_store",
    "reset_second_factor",
    "set_office_role",
    "set_password",
    "set_pin",
    "unpost_staff",
]
