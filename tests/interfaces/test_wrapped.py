"""Each word that a counter's or a customer's page says of its own stands inside a translation, also on pages that no other test reaches."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

TEMPLATES = Path(__file__).resolve().parents[2] / "templates"
PAGES = [
    page.relative_to(TEMPLATES).as_posix()
    for folder in ("counter", "portal", "components")
    for page in sorted((TEMPLATES / folder).rglob("*.html"))
]
SAME_IN_BOTH = {"Smart Upgrade", "English", "IMEI", "SRP", "GST", "GSTIN", "CSV", "PDF", "UPI", "Enter", "Esc"}
_SAID = re.compile(
    r"{% blocktranslate.*?{% endblocktranslate %}|{#.*?#}|{% comment %}.*?{% endcomment %}|<(script|style|svg)\b.*?</\1>", re.S
)
_FOR_MACHINES = re.compile(r"{% block (?:page|body|html|kind|width|papers)\w* %}[^{<]*{% endblock(?: \w+)? %}|hx-headers='[^']*'|&\w+;")
_SPOKEN_ATTRIBUTE = re.compile(r'\s(?:cause|title|label|words|hint|alt|aria-label|placeholder|act|back_to)="([^"{]*)"')
_TAG = re.compile(r"<(?:[^<>\"']|\"[^\"]*\"|'[^']*')*>")
_WORD = re.compile(r"[A-Za-z]{3,}")


def unwrapped(source: str) -> list[str]:
    """The words of a template that are said as they stand, whatever the language of the reader."""
    source = _FOR_MACHINES.sub(" ", _SAID.sub(" ", source))
    spoken = [words for words in _SPOKEN_ATTRIBUTE.findall(source) if words[:1].isupper()]
    bare = re.sub(r"{%.*?%}|{{.*?}}", " ", source, flags=re.S)
    spoken += _TAG.sub("\n", bare).split("\n")
    return [words for words in (each.strip(" ,.:;·–") for each in spoken) if _WORD.search(words) and words not in SAME_IN_BOTH]


@pytest.mark.parametrize("page", PAGES)
def test_each_word_is_translated(page: str) -> None:
    assert unwrapped((TEMPLATES / page).read_text()) == []


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("<p>Nothing waits here.</p>", ["Nothing waits here"]),
        ('<c-section title="What goes">', ["What goes"]),
        ('{% translate "Nothing waits." %}<b>asked on {{ day }}, IMEI</b>', ["asked on"]),
        ("{% block title %}Erase{% endblock %}", ["Erase"]),
    ],
)
def test_control_words_said_as_they_stand_are_found(source: str, said: list[str]) -> None:
    assert [words.split("  ")[0] for words in unwrapped(source)] == said


@pytest.mark.parametrize(
    "source",
    [
        "{% blocktranslate trimmed %}Nothing waits here.{% endblocktranslate %}",
        '<c-section title="{% translate \'What goes\' %}"><b class="text-muted">IMEI</b>',
        "{% block page %}max-w-3xl{% endblock %}{# a remark #}",
    ],
)
def test_control_what_is_translated_passes(source: str) -> None:
    assert unwrapped(source) == []
