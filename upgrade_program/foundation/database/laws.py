"""How a trigger states a law: it refuses as a check constraint does, SQLSTATE 23514, with the name of the law."""

from __future__ import annotations

from typing import Any

import pgtrigger

LONGEST_NAME = 47  # signs; pgtrigger's limit for the trigger. The constraint named in the refusal is never cut.


def refuse(law: str, says: str) -> str:
    """The PL/pgSQL statement that refuses by the law's name."""
    return f"RAISE EXCEPTION '{says}' USING ERRCODE = '23514', CONSTRAINT = '{law}';"


def before(
    law: str, operation: Any, body: str, *, declare: list[tuple[str, str]] | None = None, condition: Any = None
) -> pgtrigger.Trigger:
    """A row trigger ahead of the change; `body` ends in RETURN or in a refusal."""
    return pgtrigger.Trigger(
        name=law[:LONGEST_NAME], when=pgtrigger.Before, operation=operation, declare=declare, condition=condition, func=body
    )


def at_commit(law: str, operation: Any, body: str, *, declare: list[tuple[str, str]], condition: Any = None) -> pgtrigger.Trigger:
    """A row trigger that waits for the end of the transaction, when all the rows of one act are there.

    A row that does not meet `condition` is not even remembered until then.
    """
    return pgtrigger.Trigger(
        name=law[:LONGEST_NAME],
        when=pgtrigger.After,
        operation=operation,
        timing=pgtrigger.Deferred,
        declare=declare,
        condition=condition,
        func=f"{body} RETURN NULL;",
    )


def never(law: str, operation: Any, says: str) -> pgtrigger.Trigger:
    """The operation is not allowed at all."""
    return before(law, operation, refuse(law, says))


def never_when(law: str, operation: Any, condition: str, says: str) -> pgtrigger.Trigger:
    """An insert or update is not allowed while `condition` (SQL over NEW and OLD) holds."""
    return before(law, operation, f"IF {condition} THEN {refuse(law, says)} END IF; RETURN NEW;")
