"""A file of stores: an unknown code is a new store, a known one is changed where a cell differs; an empty cell leaves what stands."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any

from stores.difference import Difference, LineChange, What, changes_between
from stores.enums import StoreKind
from stores.models import Store
from stores.services import importing
from stores.services.shops import add_store, change_store
from upgrade_program.kernel.actor import Actor
from upgrade_program.kernel.errors import Invalid
from upgrade_program.kernel.sheets import Cells

STORE_COLUMNS = (
    *("code", "kind", "name", "legal_name", "address", "city", "pincode", "state", "gstin"),
    *("phone", "email", "upi_id", "opens", "closes"),
)
_KINDS = {word.casefold(): value for value, label in StoreKind.choices for word in (value, label)}


def compare_stores(*, actor: Actor, text: str, at: datetime) -> Difference:
    """What a file would change in the stores; nothing is changed. Refuses as `import_stores` does."""
    return importing.look(importing.read(text, columns=STORE_COLUMNS), actor=actor, prepare=lambda sheet: _Stores(sheet, actor, at))


def import_stores(*, actor: Actor, text: str, seen: str, at: datetime) -> Difference:
    """Open and change the stores of a file, all or none, each with the audit row of `add_store` or `change_store`.

    Head office only. Refuses a file that cannot be read (`file_unreadable`), all wrong lines together (`lines_refused`), and whatever is
    not the difference that was `seen` (`import_changed`, `nothing_to_change`).
    """
    sheet = importing.read(text, columns=STORE_COLUMNS)
    return importing.apply(sheet, actor=actor, prepare=lambda sheet: _Stores(sheet, actor, at), seen=seen)


class _Stores:
    """The stores of a file as they stand, locked in order of their ids."""

    def __init__(self, sheet: importing.Sheet, actor: Actor, at: datetime) -> None:
        self.actor, self.at = actor, at
        codes = {cells["code"] for _, cells in sheet}
        self.known = {store.code: store for store in Store.objects.select_for_update(no_key=True).filter(code__in=codes).order_by("pk")}
        self.met: dict[str, int] = {}

    def __call__(self, line: int, cells: Cells) -> LineChange:
        code = cells["code"]
        if code in self.met:
            raise Invalid(
                field="code", sentence=f"The same store as in line {self.met[code]}.", next_step="Leave one of the two lines out."
            )
        self.met[code] = line
        details = {name: _value(name, cells[name]) for name in STORE_COLUMNS[1:] if cells[name]}
        store = self.known.get(code)
        if store is None:
            blank: dict[str, Any] = {name: "" for name in STORE_COLUMNS if name not in {"opens", "closes"}}
            made = add_store(actor=self.actor, at=self.at, **(blank | {"code": code, "opens": None, "closes": None} | details))
            return LineChange(line, code, What.NEW, changes_between({}, {name: _words(made, name) for name in STORE_COLUMNS[1:]}))
        before = {name: _words(store, name) for name in details}
        changed = change_store(actor=self.actor, store=store, at=self.at, **details)
        fields = changes_between(before, {name: _words(changed, name) for name in details})
        return LineChange(line, code, What.CHANGED if fields else What.SAME, fields)


def _value(name: str, cell: str) -> Any:
    match name:
        case "opens" | "closes":
            return _clock(name, cell)
        case "kind":
            return _KINDS.get(cell.casefold(), cell)
        case "state":
            return cell.zfill(2)  # a spreadsheet makes 7 of 07
        case "gstin":
            return cell.upper()
    return cell


def _clock(name: str, cell: str) -> time:
    try:
        return time.fromisoformat(cell.zfill(5))
    except ValueError:
        raise Invalid(field=name, sentence=f"{cell[:20]!r} is no time of day.", next_step="Write it as 10:00.") from None


def _words(store: Store, name: str) -> str:
    value = getattr(store, name)
    return f"{value:%H:%M}" if isinstance(value, time) else str(value)
