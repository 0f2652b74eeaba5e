from __future__ import annotations

import re
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.conf import settings
from django.utils import translation

from tests.foundation.ui import sample
from tests.foundation.ui.conftest import Render

COMPONENTS = sorted(path.stem for path in (settings.BASE_DIR / "templates" / "components").glob("*.html"))
INNER = {
    "button_inside",
    "field_note",
    "stair_drawing",
    "icon",
    "logo",
    "place",
    "messages",
    "scan_button",
    "scan_said",
}  # drawn by the others


def test_the_sample_shows_every_component(render: Render) -> None:
    html = render(sample.PAGE, **sample.context())
    assert set(COMPONENTS) - INNER <= {name.replace("-", "_") for name in re.findall(r"<c-([a-z-]+)", sample.PAGE)} - {"slot"}
    assert "<c-" not in html
    assert "{%" not in html
    assert "{{" not in html


def test_no_component_writes_inline_style_or_script(render: Render) -> None:
    html = render(sample.PAGE, **sample.context())
    assert " style=" not in html
    assert not re.search(r"<script(?![^>]*\bsrc=)", html)
    assert not re.search(r"\son[a-z]+=", html)


def test_every_badge_has_an_icon_and_a_word(render: Render) -> None:
    html = render("{% for s in all %}<c-status :of='s' />{% endfor %}", all=sample.context()["statuses"])
    badges = re.findall(r'<span class="badge.*?</span>', html)
    assert len(badges) == 9
    for badge in badges:
        assert "<svg" in badge
        assert re.sub(r"<[^>]+>", "", badge).strip()


def test_a_wrong_field_says_so_aloud_and_takes_the_focus(render: Render) -> None:
    html = render('<c-field :field="form.imei" inputmode="numeric" />', **sample.context())
    control = re.search(r"<input[^>]*>", html)
    assert control is not None
    for part in (
        'aria-invalid="true"',
        'aria-describedby="id_imei-error id_imei-hint"',
        "autofocus",
        'inputmode="numeric"',
        'value="865713 04 552019 7"',
    ):
        assert part in control[0]
    assert 'id="id_imei-error"' in html
    assert 'role="alert"' in html
    assert "one was mistyped" in html


def test_only_the_first_wrong_field_takes_the_focus(render: Render) -> None:
    html = render(sample.PAGE, **sample.context())
    assert len(re.findall(r"<input[^>]*\bautofocus[^>]*id=\"id_|<input[^>]*id=\"id_[^>]*\bautofocus", html)) == 1


def test_the_summary_counts_and_links_the_fields(render: Render) -> None:
    html = render('<c-errors :form="form" />', **sample.context())
    assert "3 fields to correct:" in html
    assert '<a class="link" href="#id_imei">IMEI</a>, <a' in html
    assert render('<c-errors :form="empty_form" />', **sample.context()) == ""


def test_what_was_typed_is_escaped(render: Render) -> None:
    html = render('<c-field :field="form.mobile" :title="evil" /><c-button :title="evil">x</c-button>', evil='"><b>', **sample.context())
    assert 'value="&lt;b&gt;"' in html
    assert html.count('title="&quot;&gt;&lt;b&gt;"') == 2


def test_a_tick_is_never_ticked_beforehand(render: Render) -> None:
    html = render('<c-field :field="empty_form.consent" />', **sample.context())
    assert 'type="checkbox"' in html
    assert "checked" not in html


def test_a_button_is_a_link_with_an_address_and_prints_its_key(render: Render) -> None:
    link = render('<c-button kind="main" href="/sell/" key="Alt N" data-x="1">New sale</c-button>')
    assert link.startswith('<a href="/sell/" class="btn btn-primary"')
    assert 'aria-keyshortcuts="Alt+N"' in link
    assert 'data-x="1"' in link
    assert "Alt N </kbd>" in link
    assert render('<c-button key="Ctrl Enter">Go</c-button>').startswith(
        '<button type="submit" class="btn btn-line" aria-keyshortcuts="Control+Enter"'
    )


def test_the_tier_in_force_is_marked_and_dated(render: Render) -> None:
    html = render('<c-tiers :tiers="tiers" :on="on" />', tiers=sample.TIERS, on=date(2027, 5, 5))
    assert html.count('aria-current="true"') == 1
    assert html.index('aria-current="true"') < html.index("₹6,999") < html.index("₹5,999")
    assert "6 Feb 2027" in html
    assert "to 5 May 2027" in html


def test_days_and_charts_follow_the_language_of_the_page(render: Render) -> None:
    with translation.override("hi"):
        html = render('<c-day :on="on" /><c-stair :bill_date="bill" :last_day="last" :tiers="tiers" :today="on" />', **sample.context())
    assert '<time class="whitespace-nowrap " datetime="2027-05-03">3 मई 2027</time>' in html
    assert "आख़िरी दिन 5 फ़र॰ 2028" in html


def test_moments_are_told_in_store_time(render: Render) -> None:
    assert render("{% load su %}{{ at|moment }}", at=datetime(2026, 11, 5, 20, 0, tzinfo=UTC)) == "6 Nov 2026, 01:30"
    assert render("{% load su %}{{ at|day }}", at=datetime(2026, 11, 5, 20, 0, tzinfo=UTC)) == "6 Nov 2026"


def test_nothing_shows_as_nothing(render: Render) -> None:
    assert (
        render("{% load su %}{{ n|rupees }}{{ n|day }}{{ n|moment }}{{ n|imei_spaced }}{{ n|masked_mobile }}{{ n|percent }}", n=None) == ""
    )


def test_a_float_is_refused_in_templates_too(render: Render) -> None:
    with pytest.raises(TypeError, match="float"):
        render("{% load su %}{{ n|rupees }}", n=9.5)


@pytest.mark.parametrize("size", ["hero", "hero-sm"])
def test_the_large_figures_minus_stands_before_the_sign(render: Render, size: str) -> None:
    bare = re.sub(r"<[^>]+>|\s", "", render(f'<c-money :amount="a" size="{size}" />', a=Decimal("-1400.50")))
    assert bare == "−₹1,400.50"
    assert re.sub(r"<[^>]+>|\s", "", render(f'<c-money :amount="a" size="{size}" />', a=Decimal(21599))) == "₹21,599"


def test_money_speaks_indian(render: Render) -> None:
    assert "₹1,23,456" in render('<c-money :amount="a" />', a=Decimal(123456))


def test_pagination_keeps_the_filters_of_the_address(render: Render) -> None:
    html = render('<c-pagination :page="pages" />', **sample.context())
    assert 'href="?page=1&amp;q=redmi"' in html
    assert 'href="?page=3&amp;q=redmi"' in html
    assert "Page 2 of 10" in html


def test_the_working_is_read_in_the_language_of_the_page(render: Render) -> None:
    class Spoken:
        def read(self, language: str) -> tuple[str, str]:
            return {"en": ("Plan", "₹1"), "hi": ("प्लान", "₹1")}[language]

    with translation.override("hi"):
        assert "प्लान" in render('<c-why :lines="lines" />', lines=[Spoken()])
    assert "Plan" in render('<c-why :lines="lines" />', lines=[Spoken()])
