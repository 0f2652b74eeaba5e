"""Questions of the ORM that are spelled once in a process and planned once a connection: those that every page asks.

To spell one anew takes longer than to answer it. What comes back are the objects that the queryset itself would give.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Generic, TypeVar

from django.db import DEFAULT_DB_ALIAS, connection
from django.db.models import Expression, Model, QuerySet
from django.db.models.query import get_related_populators

from upgrade_program.foundation.database.prepared import prepare

Found = TypeVar("Found", bound=Model)


class Place(Expression):
    """Stands in a queryset for the value that each asking gives."""

    def __init__(self, number: int) -> None:
        super().__init__()
        self._number = number

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        return f"${self._number}", ()


@dataclass(frozen=True, slots=True)
class _Reader:
    """How a row of the answer becomes an object, as `ModelIterable` does it."""

    sql: str
    model: type[Model]
    names: list[str]
    converters: Any
    start: int
    end: int
    related: list[Any]
    annotated: list[tuple[str, int]]

    def object(self, row: tuple[Any, ...]) -> Any:
        values = list(row)
        for place, (converters, expression) in self.converters:
            for converter in converters:
                values[place] = converter(values[place], expression, connection)
        made = self.model.from_db(DEFAULT_DB_ALIAS, self.names, values[self.start : self.end])
        for populator in self.related:
            populator.populate(values, made)
        for name, place in self.annotated:
            setattr(made, name, values[place])
        return made


class Planned(Generic[Found]):
    """A queryset with places for values; its first use on a connection prepares it there. The name is unique in the application.

    `rows` is called once, with a `Place` for each of its parameters, and gives a queryset of whole objects (`select_related`, `defer`
    and annotations stand; `prefetch_related`, which would ask again, does not). Values are given in the form the column has.
    """

    def __init__(self, name: str, rows: Callable[..., QuerySet[Found]], *parameters: str) -> None:
        self._name = name
        self._rows = rows
        self._parameters = parameters
        self._execute = f"EXECUTE {name} ({', '.join(f'%({parameter})s' for parameter in parameters)})"

    def ask(self, **values: Any) -> list[Found]:
        """The objects for these values, in one statement; a value too many or too few is a TypeError."""
        if values.keys() != set(self._parameters):
            raise TypeError(f"{self._name} asks by {', '.join(self._parameters)}")
        with connection.cursor() as cursor:
            prepare(cursor, self._name, lambda: f"PREPARE {self._name} AS {self._reader.sql}")
            cursor.execute(self._execute, values)
            rows = cursor.fetchall()
        return [self._reader.object(row) for row in rows]

    @cached_property
    def _reader(self) -> _Reader:
        asked = self._rows(**{name: Place(number) for number, name in enumerate(self._parameters, start=1)})
        compiler: Any = asked.query.get_compiler(connection=connection)
        sql, constants = compiler.as_sql()
        with connection.cursor() as cursor:
            spelled = cursor.mogrify(sql, constants).decode()
        fields = compiler.klass_info["select_fields"]
        start, end = fields[0], fields[-1] + 1
        return _Reader(
            sql=spelled,
            model=compiler.klass_info["model"],
            names=[column.target.attname for column, *_ in compiler.select[start:end]],
            converters=list(compiler.get_converters([each[0] for each in compiler.select[: compiler.col_count]]).items()),
            start=start,
            end=end,
            related=get_related_populators(compiler.klass_info, compiler.select, DEFAULT_DB_ALIAS),  # type: ignore[call-arg]  # stubs of a later Django
            annotated=list(compiler.annotation_col_map.items()),
        )
