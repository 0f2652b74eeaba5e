"""How a trigger says no: an IntegrityError that carries the name of the law."""

from typing import Any

import pgtrigger


def refuse(law: str, words: str) -> str:
    """The PL/pgSQL statement that refuses by the law's name."""
    return f"RAISE EXCEPTION '{words}' USING ERRCODE = '23514', CONSTRAINT = '{law}';"


def before(law: str, operation: Any, body: str, *, declare: list[tuple[str, str]] | None = None) -> pgtrigger.Trigger:
    """A row trigger ahead of the change; `body` ends in RETURN or in a refusal."""
    return pgtrigger.Trigger(name=law[:47], when=pgtrigger.Before, operation=operation, declare=declare, func=body)


def at_commit(law: str, operation: Any, body: str, *, declare: list[tuple[str, str]]) -> pgtrigger.Trigger:
    """A row trigger that waits for the end of the transaction, when all the rows of one act are there."""
    return pgtrigger.Trigger(
        name=law[:47],
        when=pgtrigger.After,
        operation=operation,
        timing=pgtrigger.Deferred,
        declare=declare,
        func=f"{body} RETURN NULL;",
    )


def never(law: str, operation: Any, words: str) -> pgtrigger.Trigger:
    """The operation is not allowed at all."""
    return before(law, operation, refuse(law, words))
