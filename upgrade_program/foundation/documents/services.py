"""Handing a document to the printer: the first time it is the original, ever after a duplicate, at whichever till."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any, Literal, TypeVar

from django.db import connection, transaction

from upgrade_program.kernel.actor import Actor

Form = Literal["a4", "80mm"]
Paper = TypeVar("Paper")

# The unique law decides between two tills that print at the same instant: the later one waits, then inserts nothing.
_ORIGINAL = """
    INSERT INTO documents_print (subject, form, original, at, actor_id, actor_role, store_id)
    VALUES (%(subject)s, %(form)s, true, %(at)s, %(actor_id)s, %(actor_role)s, %(store_id)s)
    ON CONFLICT (subject, form) WHERE original DO NOTHING RETURNING id
"""
_COPY = """
    INSERT INTO documents_print (subject, form, original, at, actor_id, actor_role, store_id)
    VALUES (%(subject)s, %(form)s, false, %(at)s, %(actor_id)s, %(actor_role)s, %(store_id)s)
"""


def print_document(*, subject: str, form: Form, actor: Actor, at: datetime, draw: Callable[[bool], Paper]) -> Paper:
    """The paper that `draw(duplicate)` makes, noted with who printed it and when, in one transaction.

    A page that cannot be drawn is not printed: its original is still to be had. Nobody gets two originals of one subject and form.
    """
    row: dict[str, Any] = {
        "subject": subject,
        "form": form,
        "at": at,
        "actor_id": actor.staff_id,
        "actor_role": str(actor.role),
        "store_id": actor.store_id,
    }
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(_ORIGINAL, row)
            duplicate = cursor.fetchone() is None
            if duplicate:
                cursor.execute(_COPY, row)
        return draw(duplicate)
