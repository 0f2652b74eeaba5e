"""The typst engine: equal input, equal bytes; one font; nothing in the data is read as markup."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

import pytest
import typst

from tests.foundation.documents import reading
from upgrade_program.foundation.documents.engine import render

PAPER = """
#let it = json(bytes(sys.inputs.data))
#set text(font: sys.inputs.font, lang: sys.inputs.language)
#it.words
#text(weight: 600, it.words)
"""


@pytest.fixture(autouse=True)
def paper(tmp_path: Path, settings: Any) -> Path:
    settings.DOCUMENT_TEMPLATES = tmp_path
    (tmp_path / "paper.typ").write_text(PAPER)
    return tmp_path


def made(words: str, language: str = "en") -> bytes:
    return render(template="paper", data={"words": words}, language=language)


def test_equal_input_gives_equal_bytes() -> None:
    first = made("₹1,23,456 क़ीमत")
    assert made("₹1,23,457 क़ीमत") != first
    assert made("₹1,23,456 क़ीमत") == first
    assert first.startswith(b"%PDF-")


def test_threads_get_the_same_bytes() -> None:
    expected = [made(f"page {number}") for number in range(4)]
    seen: dict[int, bytes] = {}
    barrier = threading.Barrier(4, timeout=60)

    def page(number: int) -> None:
        barrier.wait()
        seen[number] = made(f"page {number}")

    threads = [threading.Thread(target=page, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert [seen[number] for number in range(4)] == expected


def test_one_font_writes_everything() -> None:
    pdf = made("Tax invoice ₹549 • − आश्वस्त मूल्य", "hi")
    assert all(name.startswith("NotoSansDevanagari") for name in reading.fonts(pdf))
    assert "Tax invoice ₹549 • −" in reading.words(pdf)
    assert reading.tight("आश्वस्त मूल्य") in reading.tight(reading.words(pdf))


@pytest.mark.parametrize("words", ['#read("/etc/passwd")', '$x$ *bold* _it_ #eval("1+1") \\ @ref <label>', "// no comment", '"]#panic()'])
def test_nothing_in_the_data_is_markup(words: str) -> None:
    said = reading.tight(reading.words(made(words)))
    assert said.count(reading.tight(words)) == 2


def test_a_paper_that_does_not_fit_its_data_is_an_error(paper: Path) -> None:
    with pytest.raises(typst.TypstError):
        render(template="paper", data={}, language="en")
    with pytest.raises(RuntimeError, match="No such file"):
        render(template="no_such_paper", data={}, language="en")
    (paper / "thief.typ").write_text('#read("../../etc/passwd")')
    with pytest.raises(typst.TypstError):
        render(template="thief", data={}, language="en")
