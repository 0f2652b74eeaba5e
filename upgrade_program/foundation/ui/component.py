"""The node behind every `<c-…>`: it draws what cotton's own node draws, without working out anew what cannot have changed.

A component that says `{% drawn_once %}` sees nothing of the page, only what it is given. So the same givens draw the same, and are
drawn once a process and language: a page's buttons, icons and badges then cost a look into a table.
"""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from types import NoneType
from typing import Any

from django.template import Context
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django_cotton.templatetags import Attrs, UnprocessableDynamicAttr
from django_cotton.templatetags._component import AttrKind, CottonComponentNode
from django_cotton.utils import get_cotton_data

from upgrade_program.foundation.ui.component_shape import Shape, shape_of

# Values that say all about themselves; an instant is written in some zone, a form carries its errors.
_TELLING = frozenset({str, SafeString, bool, int, NoneType, date})

Told = tuple[tuple[str, type, Any], ...]


class Component(CottonComponentNode):  # type: ignore[misc]  # cotton has no types
    """A component on a page."""

    shape: Shape | None = None

    def render(self, context: Context) -> str:
        if self.only or self.component_name == "component":  # the rare ones: seeing nothing at all, or named at the time of drawing
            return super().render(context)  # type: ignore[no-any-return]  # cotton has no types
        data = get_cotton_data(context)
        slots: dict[str, str] = {}
        data["stack"].append({"key": self.component_name, "attrs": Attrs({}), "slots": slots})
        given = self._given(context)
        slot = self.nodelist.render(context)
        shape = self.shape = self.shape or shape_of(self._get_cached_template(context, given))
        if shape.once:
            drawn = _once(shape, given, slots, slot)
        else:
            with context.push(**shape.state(given, slots, slot, context), cotton_data=data):
                drawn = shape.template.render(context)
        data["stack"].pop()
        return drawn

    def _given(self, context: Context) -> dict[str, Any]:
        """The attributes by name; one that cannot be worked out is not given."""
        given: dict[str, Any] = {}
        for name, kind, value, compiled in self._prepared_attrs:
            if compiled is None:
                given[name] = value
            elif kind == AttrKind.ESCAPED:
                given[name] = compiled.render(context)
            else:
                try:
                    found = compiled.resolve(context)
                except UnprocessableDynamicAttr:
                    if kind == AttrKind.UNQUOTED:
                        given[name] = value
                    continue
                if name == "attrs" and kind == AttrKind.DYNAMIC:
                    given.update(found)
                else:
                    given[name] = found
        return given


def _once(shape: Shape, given: dict[str, Any], slots: dict[str, str], slot: str) -> SafeString:
    if all(type(value) in _TELLING for value in given.values()):
        return _drawn(shape, _told(given), _told(slots), slot, get_language())
    return shape.alone(given, slots, slot)


def _told(values: dict[str, Any]) -> Told:
    """Values as a key; with their types, because "<b>" and a safe "<b>" are equal and drawn differently."""
    return tuple((name, type(value), value) for name, value in values.items())


@lru_cache(maxsize=2048)
def _drawn(shape: Shape, given: Told, slots: Told, slot: str, language: str | None) -> SafeString:
    return shape.alone({name: value for name, _, value in given}, {name: value for name, _, value in slots}, slot)
