"""Our node behind `<c-…>` draws what cotton's own node draws; what is drawn once sees nothing of the page."""

from __future__ import annotations

import re
from datetime import date

import pytest
from django.template import engines
from django.utils import translation
from django.utils.safestring import mark_safe
from django_cotton.templatetags._component import CottonComponentNode

from tests.foundation.ui import sample
from tests.foundation.ui.conftest import Render
from upgrade_program.foundation.ui.component import Component, _drawn
from upgrade_program.foundation.ui.component_shape import shape_of


@pytest.mark.parametrize("language", ["en", "hi"])
def test_every_component_is_drawn_as_cotton_draws_it(render: Render, monkeypatch: pytest.MonkeyPatch, language: str) -> None:
    with translation.override(language):
        ours = [_page(render) for _ in range(2)]
        monkeypatch.setattr(Component, "render", CottonComponentNode.render)
        theirs = _page(render)
    assert ours == [theirs, theirs]


def test_the_same_key_is_drawn_once_in_each_language(render: Render) -> None:
    _drawn.cache_clear()
    for language in ("en", "hi", "en"):
        with translation.override(language):
            render('<c-kbd on="main">Q</c-kbd><c-kbd on="main">Q</c-kbd>')
    assert (_drawn.cache_info().misses, _drawn.cache_info().hits) == (2, 4)


def test_a_word_and_the_same_word_as_markup_are_two_things(render: Render) -> None:
    assert "&lt;b&gt;" in render("<c-msg :cause='a' />", a="<b>")
    assert "<b>" in render("<c-msg :cause='a' />", a=mark_safe("<b>"))


def test_a_component_drawn_once_does_not_see_the_page(render: Render) -> None:
    html = render("<c-button>Go</c-button><c-day :on='d' />", d=date(2027, 5, 3), icon="trash", weekday="1", href="/away/")
    assert "<svg" not in html
    assert "/away/" not in html
    assert "Mon" not in html


def test_defaults_that_ask_the_page_are_told_apart_from_constants() -> None:
    template = engines["django"].from_string("{% cotton:vars a='x' :b='None' :c='shown' d='{{ shown }}' %}{{ a }}").template
    shape = shape_of(template)
    assert shape.constants == {"a": "x", "b": None}
    assert len(shape.asking) == 1
    assert shape.names == {"a", "b", "c", "d", "is"}
    assert not shape.once


def _page(render: Render) -> str:
    """The sample page without its tokens, which are new each time."""
    html = render(sample.PAGE, **sample.context())
    return re.sub(r'(csrfmiddlewaretoken" value=|X-CSRFToken": )"[^"]+"', r"\1", html)
