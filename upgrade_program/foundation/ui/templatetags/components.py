"""The tags of the components, known to every template: our node behind `<c-…>`, and the mark `{% drawn_once %}`."""

from __future__ import annotations

from django import template
from django.template.base import Parser, Token
from django_cotton.templatetags._component import cotton_component

from upgrade_program.foundation.ui.component import Component
from upgrade_program.foundation.ui.component_shape import DrawnOnce

register = template.Library()


@register.tag
def cotton(parser: Parser, token: Token) -> Component:
    """`<c-…>` as cotton parses it, drawn by our node."""
    parsed = cotton_component(parser, token)
    return Component(parsed.component_name, parsed.nodelist, parsed.attrs, parsed.only, parsed.active_library)


@register.tag
def drawn_once(parser: Parser, token: Token) -> DrawnOnce:
    """At the head of a component's template: it reads nothing but its attributes and slots, and may be drawn once for the same ones."""
    return DrawnOnce()
