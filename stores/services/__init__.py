"""Verbs of stores and staff. Head office acts on them, each act leaves exactly one audit row.

People themselves choose their working store, set their PIN, lock their till and unlock it.
"""

from stores.services.import_staff import STAFF_COLUMNS, compare_staff, import_staff
from stores.services.import_stores import STORE_COLUMNS, compare_stores, import_stores
from stores.services.importing import ImportChanged, NothingToChange
from stores.services.pins import set_pin
from stores.services.postings import post_staff, unpost_staff
from stores.services.shops import add_store, change_store
from stores.services.staff import create_staff, disable_staff, enable_staff, name_staff, reset_second_factor, set_office_role, set_password
from stores.services.till import lock_till, open_till
from stores.services.working_store import choose_store

__all__ = [
    "STAFF_COLUMNS",
    "STORE_COLUMNS",
    "ImportChanged",
    "NothingToChange",
    "add_store",
    "change_store",
    "choose_store",
    "compare_staff",
    "compare_stores",
    "create_staff",
    "disable_staff",
    "enable_staff",
    "import_staff",
    "import_stores",
    "lock_till",
    "name_staff",
    "open_till",
    "post_staff",
    "reset_second_factor",
    "set_office_role",
    "set_password",
    "set_pin",
    "unpost_staff",
]
