"""Renders snippets of components as a page would, without a view."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.template import engines
from django.test import RequestFactory
from django_cotton.compiler_regex import CottonCompiler

from upgrade_program.kernel.actor import ANONYMOUS

Render = Callable[..., str]


@pytest.fixture
def render(rf: RequestFactory) -> Render:
    """`render("<c-money :amount='a' />", a=Decimal(5))`: the HTML with its blanks collapsed."""

    def one(text: str, **context: object) -> str:
        request = rf.get("/?page=2&q=redmi")
        request.actor = ANONYMOUS  # type: ignore[attr-defined]
        html = engines["django"].from_string(CottonCompiler().process(text)).render(context, request)
        return re.sub(r"\s+", " ", html).strip()

    return one
