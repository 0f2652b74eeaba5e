"""Models out of the rows of hand-written statements."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Generic, TypeVar

import orjson
from django.db import connection
from django.db.models import Field, JSONField, Model

Stored = TypeVar("Stored", bound=Model)


class Columns(Generic[Stored]):
    """Some columns of a model, all unless named, in the model's own order: to be asked for by hand and read into its instances.

    A column that was left out is read when somebody looks at it. An unknown name, or another order, is a ValueError.
    """

    def __init__(self, model: type[Stored], *names: str) -> None:
        fields: list[Field[Any, Any]] = [field for field in model._meta.concrete_fields if not names or field.attname in names]
        self.names = tuple(field.attname for field in fields)
        if names and self.names != names:
            raise ValueError(f"columns of {model.__name__}, in its order: {', '.join(self.names)}")
        self._model = model
        self._columns = [field.column for field in fields]
        self._as_json = [place for place, field in enumerate(fields) if isinstance(field, JSONField)]

    def __len__(self) -> int:
        return len(self.names)

    def of(self, alias: str) -> str:
        """The columns as a SELECT lists them, of a table by its alias."""
        return ", ".join(f"{alias}.{column}" for column in self._columns)

    def read(self, row: Sequence[Any]) -> Stored:
        """The instance whose columns a row begins with."""
        values = list(row[: len(self)])
        for place in self._as_json:
            if values[place] is not None:
                values[place] = orjson.loads(values[place])
        return self._model.from_db(connection.alias, self.names, values)
