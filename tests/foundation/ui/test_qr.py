from __future__ import annotations

import xml.etree.ElementTree as ET

from upgrade_program.foundation.ui import qr


def test_a_qr_is_one_drawing_without_style_or_script() -> None:
    drawn = qr.svg("https://su.example/p/9f3k2", label='Plan "7K3M" <QR>', css_class="size-28")
    root = ET.fromstring(drawn)
    assert root.attrib["aria-label"] == 'Plan "7K3M" <QR>'
    assert root.attrib["class"] == "size-28"
    assert root.attrib["viewBox"].startswith("0 0 ")
    assert "style" not in drawn
    assert "<script" not in drawn


def test_other_words_give_another_qr() -> None:
    assert qr.svg("a", label="x") != qr.svg("b", label="x")
