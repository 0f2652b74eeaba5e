"""What a component's template says of itself, read once, and how it is drawn from what it is given."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from weakref import WeakKeyDictionary

from django.template import Context, Node, Template
from django.utils.safestring import SafeString
from django_cotton.templatetags import Attrs
from django_cotton.templatetags._component import AttrKind
from django_cotton.templatetags._vars import CottonVarsNode
from django_cotton.utils import get_cotton_data

_WORDS = {"": True, "None": None, "True": True, "False": False}  # defaults bound by `:name=` that mean the same on every page


class DrawnOnce(Node):
    """The mark of a component that reads nothing of the page; it draws nothing."""

    def render(self, context: Context) -> str:
        return ""


@dataclass(frozen=True, slots=True, eq=False)
class Shape:
    """The constants of its `c-vars`, the `c-vars` that ask the page for a default, the names of all, and whether it is drawn once."""

    template: Template
    constants: dict[str, Any]
    asking: tuple[CottonVarsNode, ...]
    names: frozenset[str]
    once: bool

    def state(self, given: dict[str, Any], slots: dict[str, str], slot: str, context: Context) -> dict[str, Any]:
        """What the template reads: defaults, over them slots, over them attributes, as in cotton."""
        attrs = Attrs(given)
        for name in self.names:
            attrs.exclude_from_string_output(name)
        state = dict(self.constants)
        for node in self.asking:
            state.update(node.extract_vars(context, attrs, slots))
        state.update(slots)
        state.update(attrs.make_attrs_accessible())
        state.update(attrs=attrs, slot=slot)
        return state

    def alone(self, given: dict[str, Any], slots: dict[str, str], slot: str) -> SafeString:
        """The component drawn from what it is given and nothing else."""
        context = Context()
        get_cotton_data(context)["stack"].append({"key": self.template.name, "attrs": Attrs({}), "slots": {}})
        with context.push(**self.state(given, slots, slot, context)):
            return self.template.render(context)


_shapes: WeakKeyDictionary[Template, Shape] = WeakKeyDictionary()


def shape_of(template: Template) -> Shape:
    """The shape of a component's template."""
    if template not in _shapes:
        nodes = [node for node in template.nodelist if isinstance(node, CottonVarsNode)]
        variables = [var for node in nodes for var in node._prepared_vars]
        _shapes[template] = Shape(
            template=template,
            constants={var.accessible_key: _constant(var) for var in variables if _is_constant(var)},
            asking=tuple(node for node in nodes if not all(map(_is_constant, node._prepared_vars))),
            names=frozenset({"is", *(var.exclude_key for var in variables), *(name for node in nodes for name in node.empty_vars)}),
            once=any(isinstance(node, DrawnOnce) for node in template.nodelist),
        )
    return _shapes[template]


def _is_constant(var: Any) -> bool:
    return var.compiled is None or (var.kind == AttrKind.DYNAMIC and var.value in _WORDS)


def _constant(var: Any) -> Any:
    return var.value if var.compiled is None else _WORDS[var.value]
