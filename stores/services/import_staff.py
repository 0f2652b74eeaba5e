"""A file of staff: people made and named, posted to a store, and moved away from another; one line a posting."""

from __future__ import annotations

import re
from datetime import datetime

from django.db.models.functions import Lower

from stores.difference import Difference, FieldChange, LineChange, What, changes_between
from stores.enums import PostingRole
from stores.models import Posting, StaffUser, Store
from stores.services import importing
from stores.services.postings import post_staff, unpost_staff
from stores.services.staff import create_staff, name_staff
from upgrade_program.kernel.actor import Actor
from upgrade_program.kernel.errors import Invalid
from upgrade_program.kernel.sheets import Cells

STAFF_COLUMNS = ("username", "first_name", "last_name", "email", "mobile", "store", "role", "leaves")
_NAMES = ("first_name", "last_name", "email", "mobile")
_TEN_DIGITS = re.compile(r"[6-9][0-9]{9}", re.ASCII)
_ROLES = {word.casefold(): value for value, label in PostingRole.choices for word in (value, label)}


def compare_staff(*, actor: Actor, text: str, reason: str, at: datetime) -> Difference:
    """What a file would change among the staff; nothing is changed. Refuses as `import_staff` does."""
    sheet = importing.read(text, columns=STAFF_COLUMNS)
    return importing.look(sheet, actor=actor, prepare=lambda sheet: _Staff(sheet, actor, reason, at))


def import_staff(*, actor: Actor, text: str, reason: str, seen: str, at: datetime) -> Difference:
    """Make, name, post and move the people of a file, all or none, each act with its own audit row; `reason` is why postings end.

    New people have no password yet: head office gives them one. Head office only. Refuses a file that cannot be read
    (`file_unreadable`), all wrong lines together (`lines_refused`), and whatever is not the difference that was `seen`
    (`import_changed`, `nothing_to_change`).
    """
    sheet = importing.read(text, columns=STAFF_COLUMNS)
    return importing.apply(sheet, actor=actor, prepare=lambda sheet: _Staff(sheet, actor, reason, at), seen=seen)


class _Staff:
    """The people of a file as they stand, locked in order of their ids, and the stores it names."""

    def __init__(self, sheet: importing.Sheet, actor: Actor, reason: str, at: datetime) -> None:
        self.actor, self.reason, self.at = actor, reason, at
        names = {cells["username"].lower() for _, cells in sheet}
        people = StaffUser.objects.annotate(lowered=Lower("username")).filter(lowered__in=names)
        self.known: dict[str, StaffUser] = {one.username.lower(): one for one in people.select_for_update(no_key=True).order_by("pk")}
        codes = {cells[column] for _, cells in sheet for column in ("store", "leaves")}
        self.stores = {store.code: store for store in Store.objects.filter(code__in=codes)}

    def __call__(self, line: int, cells: Cells) -> LineChange:
        known = self.known.get(cells["username"].lower())
        person, fields = self._named(known, cells)
        fields += self._posted(person, cells) + self._moved(person, cells)
        self.known[person.username.lower()] = person
        what = What.NEW if known is None else What.CHANGED if fields else What.SAME
        return LineChange(line, person.username, what, fields)

    def _named(self, person: StaffUser | None, cells: Cells) -> tuple[StaffUser, list[FieldChange]]:
        given = {name: _mobile(cells[name]) if name == "mobile" else cells[name] for name in _NAMES}
        if person is None:
            made = create_staff(actor=self.actor, username=cells["username"], password=None, at=self.at, **given)
            return made, changes_between({}, given)
        if not person.is_active:
            raise Invalid(
                field="username", sentence="This person has no access any more.", next_step="Give it back first, or leave the line out."
            )
        before = {name: getattr(person, name) for name in _NAMES}
        after = {name: given[name] or before[name] for name in _NAMES}
        return name_staff(actor=self.actor, staff=person, at=self.at, **after), changes_between(before, after)

    def _posted(self, person: StaffUser, cells: Cells) -> list[FieldChange]:
        if not cells["store"]:
            if cells["role"]:
                raise Invalid(field="store", sentence="A role is held at a store.", next_step="Write its code.")
            return []
        store = self._store(cells, "store")
        role = _ROLES.get(cells["role"].casefold(), cells["role"])
        held = Posting.objects.filter(staff=person, store=store, until__isnull=True).first()
        if held and held.role == role:
            return []
        post_staff(actor=self.actor, staff=person, store=store, role=role, at=self.at)
        return [FieldChange("role", f"{held.role} at {store.code}" if held else "", f"{role} at {store.code}")]

    def _moved(self, person: StaffUser, cells: Cells) -> list[FieldChange]:
        if not cells["leaves"]:
            return []
        store = self._store(cells, "leaves")
        if cells["leaves"] == cells["store"]:
            raise Invalid(field="leaves", sentence="Nobody leaves the store of the same line.", next_step="Leave one of the two empty.")
        held = Posting.objects.filter(staff=person, store=store, until__isnull=True).first()
        if held is None:
            return []
        unpost_staff(actor=self.actor, posting=held, reason=self.reason, at=self.at)
        return [FieldChange("leaves", f"{held.role} at {store.code}", "")]

    def _store(self, cells: Cells, column: str) -> Store:
        store = self.stores.get(cells[column])
        if store is None or (column == "store" and not store.is_open):
            said = "No store has this code." if store is None else "This store is closed."
            raise Invalid(field=column, sentence=said, next_step="Copy the code from the list of stores.")
        return store


def _mobile(cell: str) -> str:
    digits = "".join(sign for sign in cell if sign not in " -").removeprefix("+91")
    if digits and not _TEN_DIGITS.fullmatch(digits):
        raise Invalid(field="mobile", sentence="This is no Indian mobile.", next_step="Write its ten digits.")
    return digits and f"+91{digits}"
