"""Renders snippets of components as a page would, without a view."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

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


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Debian's Chromium, quiet; no-sandbox because the suite may run as root."""
    quiet = [
        "--no-sandbox",
        "--disable-dev-shm-usage",
        "--disable-quic",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
    ]
    return {**browser_type_launch_args, "executable_path": "/usr/bin/chromium", "args": quiet}
