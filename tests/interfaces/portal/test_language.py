"""English and Hindi: the switch, and that no sentence of the portal or the counter is left untranslated."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pytest
from babel.messages.mofile import read_mo, write_mo
from babel.messages.pofile import read_po
from django.conf import settings
from django.test import Client

from tests.interfaces.portal.wording import sentences

FILLED = re.compile(r"%\(\w+\)s|%%|\{\w+(?:!g)?\}|</?\w+[^>]*>")
FOLDER = Path(settings.LOCALE_PATHS[0]) / "hi" / "LC_MESSAGES"


def catalogue():
    with (FOLDER / "django.po").open("rb") as file:
        return read_po(file, locale="hi")


def test_every_sentence_on_a_page_is_in_hindi():
    known = {}
    for message in catalogue():
        ids = message.id if isinstance(message.id, tuple | list) else [message.id]
        words = message.string if isinstance(message.string, tuple | list) else [message.string]
        known |= dict(zip(ids, words, strict=True))
    missing = {sentence for sentence in sentences() if not known.get(sentence)}
    assert missing == set()
    stale = set(known) - sentences() - {""}
    assert stale == set()


def test_nothing_is_guessed():
    """A fuzzy entry was made by a tool out of a neighbour's words."""
    assert [message.id for message in catalogue() if message.id and message.fuzzy] == []


def test_the_switch_works_from_a_page_that_sends_no_origin():
    """Behind a public link the browser says `Origin: null`; the switch still works, as it changes nothing but a language."""
    answer = Client(enforce_csrf_checks=True).post("/language/", {"language": "hi", "next": "/"}, headers={"origin": "null"})
    assert answer.status_code == 302
    assert answer.cookies[settings.LANGUAGE_COOKIE_NAME].value == "hi"


def test_every_placeholder_stands_in_the_hindi_too():
    for message in catalogue():
        if not message.id:
            continue
        for sentence, hindi in zip(_each(message.id), _each(message.string), strict=True):
            assert sorted(FILLED.findall(sentence)) == sorted(FILLED.findall(hindi)), sentence


def _each(texts):
    return texts if isinstance(texts, tuple | list) else [texts]


def test_the_compiled_file_is_the_written_one():
    out = io.BytesIO()
    write_mo(out, catalogue())
    out.seek(0)
    with (FOLDER / "django.mo").open("rb") as file:
        compiled = {str(message.id): message.string for message in read_mo(file) if message.id}
    assert compiled == {str(message.id): message.string for message in read_mo(out) if message.id}


@pytest.mark.django_db
def test_the_switch_is_kept_and_leads_back(client):
    answer = client.post("/language/", {"language": "hi", "next": "/?device=note"})
    assert answer.url == "/?device=note"
    assert '<html lang="hi">' in client.get("/").content.decode()
    client.post("/language/", {"language": "en", "next": "/"})
    assert '<html lang="en">' in client.get("/", HTTP_ACCEPT_LANGUAGE="hi").content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["https://evil.example/", "//evil.example/", "javascript:alert(1)"])
def test_the_switch_leads_to_no_other_site(client, address):
    assert client.post("/language/", {"language": "hi", "next": address}).url == "/"


@pytest.mark.django_db
def test_the_switch_is_never_a_link(client):
    assert client.get("/language/").status_code == 405
