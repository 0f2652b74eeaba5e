"""Which sentences the rooms below the counter can say: their refusals, and the labels that pages show of them.

They know no Django and write plain English; the counter has them said in the language of its page (`kernel.tongue`). So their sentences
are not marked where they stand, but read out of the classes here.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from enum import StrEnum
from pathlib import Path
from typing import Any

from django.conf import settings

from loyalty.activity.enums import Turn
from loyalty.ledger.enums import Kind
from loyalty.members import words
from loyalty.programme import accrual
from loyalty.rewards.enums import Period
from loyalty.rewards.enums import State as Redeemed
from loyalty.rewards.periods import _NEXT
from stores.enums import OfficeRole, PostingRole
from upgrade_program.billing.enums import Method, MoveKind, Series
from upgrade_program.buyback.enums import Answer, View
from upgrade_program.buyback.enums import State as Claimed
from upgrade_program.buyback.queries.statement import _AGES
from upgrade_program.customers.enums import Language
from upgrade_program.foundation.approvals.enums import State as Asked
from upgrade_program.plans.enums import Status
from upgrade_program.reporting.request_words import KINDS

_ROOMS = ("upgrade_program", "loyalty", "stores")
_SAYS = {"sentence", "next_step"}
# Words that refusals fill in: what is missing, why, until when.
_FACTS = (
    "it waits for its first tier",
    "the programme began",
    "this model came out",
    "missing",
    "too much",
    "refused, and was looked at twice",
    "a bill gave more points by it",
    "Settings",
    "Rules",
    "Status",
    "clear",
    "blocked",
)
_CHECKS = ("display", "touch", "camera", "battery", "wifi", "fingerprint", "sound", "body")
# Rooms that only head office, a program or a command meets: they stay English.
_ENGLISH = (
    "loyalty/activity/services/boards.py",
    "loyalty/activity/services/missions.py",
    "loyalty/programme/services/drafting.py",
    "loyalty/programme/services/permission.py",
    "loyalty/rewards/codes.py",
    "loyalty/rewards/services/catalogue.py",
    "loyalty/rewards/services/codes.py",
    "loyalty/rewards/services/goods.py",
    "loyalty/rewards/services/terms.py",
    "stores/services/",
    "upgrade_program/catalog/services/",
    "upgrade_program/catalog/files.py",
    "upgrade_program/catalog/price_",
    "upgrade_program/demo/",
    "upgrade_program/foundation/backup/",
    "upgrade_program/foundation/database/",
    "upgrade_program/foundation/requests/",
    "upgrade_program/interfaces/api/",
    "upgrade_program/interfaces/headoffice/",
    "upgrade_program/interfaces/portal/",
    "upgrade_program/kernel/sheets.py",
    "upgrade_program/usecases/closing.py",
)


def said_below() -> set[str]:
    """Every msgid of a refusal and of a label."""
    return set(refusals()) | set(labels())


def refusals() -> Iterator[str]:
    """Every sentence and next step written out in a class of refusals, or where one is raised."""
    for _place, tree in _rooms():
        yield from _in(tree)


def put_together() -> Iterator[str]:
    """Where a sentence or next step is put together before it is said: `place:line`. It stands in no catalogue, so nobody can say it."""
    for place, tree in _rooms():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and any(word.arg in _SAYS and isinstance(word.value, ast.JoinedStr) for word in node.keywords):
                yield f"{place}:{node.lineno}"


def labels() -> Iterator[str]:
    """The labels that pages of the counter show of enums and tables of words."""
    shown: Iterable[Any] = (Turn, Redeemed, Period, Method, Series, MoveKind, Language, PostingRole, OfficeRole)
    for choices in shown:
        yield from (str(label) for label in choices.labels if label)
    states: Iterable[type[StrEnum]] = (Asked, Status, Claimed, View)
    for each in states:
        yield from (state.value for state in each)
    yield from (answer.capitalize() for answer in Answer)
    yield from (*_FACTS, *_CHECKS, *_NEXT.values(), *accrual._MOST.values(), *accrual.LEFT_OUT)
    yield from (words._TITLES[kind] for kind in Kind)
    yield from words._BY_SOURCE.values()
    yield from KINDS.values()
    yield from (label for label, _first, _last in _AGES)


def _rooms() -> Iterator[tuple[str, ast.Module]]:
    """The modules whose refusals staff at a counter can meet."""
    for room in _ROOMS:
        for path in sorted((Path(settings.BASE_DIR) / room).rglob("*.py")):
            place = path.relative_to(settings.BASE_DIR).as_posix()
            if "/migrations/" not in place and not place.startswith(_ENGLISH):
                yield place, ast.parse(path.read_text())


def _in(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef):
            yield from _texts(value for name, value in _assigned(node) if name in _SAYS)
        elif isinstance(node, ast.Call):
            yield from _texts(keyword.value for keyword in node.keywords if keyword.arg in _SAYS)
            if isinstance(node.func, ast.Name) and node.func.id == "spoken":
                yield from _texts(node.args)
        elif isinstance(node, ast.FunctionDef) and node.name == "_fault":  # of a number or a name: what is wrong, and perhaps what to do
            said = [line.value for line in ast.walk(node) if isinstance(line, ast.Return) and line.value]
            yield from _texts(text for value in said for text in (value.elts if isinstance(value, ast.Tuple) else [value]))


def _assigned(node: ast.ClassDef) -> Iterator[tuple[str, ast.expr]]:
    for line in node.body:
        if isinstance(line, ast.Assign) and isinstance(line.targets[0], ast.Name):
            yield line.targets[0].id, line.value
        elif isinstance(line, ast.AnnAssign) and isinstance(line.target, ast.Name) and line.value:
            yield line.target.id, line.value


def _texts(values: Iterable[ast.expr]) -> Iterator[str]:
    """Texts written out, also on either side of a choice; what is put together at the time of speaking has no msgid."""
    for value in values:
        if isinstance(value, ast.Constant) and isinstance(value.value, str) and value.value:
            yield value.value
        elif isinstance(value, ast.IfExp):
            yield from _texts([value.body, value.orelse])
