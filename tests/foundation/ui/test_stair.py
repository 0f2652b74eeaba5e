from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

import pytest

from upgrade_program.foundation.ui.stair import NARROW, WIDE, Frame, Stair, Step, draw
from upgrade_program.foundation.ui.stair_words import ENGLISH, HINDI
from upgrade_program.kernel.months import anniversary

BILL, LAST = date(2026, 11, 5), date(2028, 2, 5)
FRAMES = pytest.mark.parametrize("frame", [WIDE, NARROW], ids=["wide", "narrow"])


def steps_of(bill: date, srp: int = 9999) -> list[Step]:
    return [
        Step(
            first=anniversary(bill, after) + timedelta(days=1),
            through=anniversary(bill, after + 3),
            percent=share,
            value=Decimal(round(srp * share / 100)),
        )
        for after, share in ((3, 70), (6, 60), (9, 50), (12, 40))
    ]


def chart(frame: Frame = WIDE, *, bill: date = BILL, today: date | None = date(2027, 5, 3), srp: int = 9999, live: bool = True) -> Stair:
    return draw(
        frame=frame, bill_date=bill, last_day=anniversary(bill, 15), steps=steps_of(bill, srp), words=ENGLISH, today=today, live=live
    )


def test_the_wide_chart_is_the_drawn_one_of_the_design() -> None:
    drawn = chart()
    assert (drawn.frame.width, drawn.frame.height, drawn.axis) == (850, 270, 220)
    first = drawn.bars[0]
    assert (first.x, first.y, first.width, first.height, first.css) == (173.6, 58.0, 163.2, 162.0, "s-now")
    assert [(bar.x, bar.css) for bar in drawn.bars[1:]] == [(338.8, "s-next"), (509.5, "s-next"), (680.3, "s-next")]
    assert drawn.today is not None
    assert (drawn.today.x, drawn.today.pill_x) == (332.2, 301.2)
    words = {text.text for text in drawn.texts}
    assert {"₹6,999", "70 %", "5 Nov", "2026", "6 Feb", "2027", "Waiting", "last day 5 Feb 2028"} <= words


@FRAMES
def test_heights_are_honest(frame: Frame) -> None:
    drawn = chart(frame)
    per_rupee = [bar.height / float(step.value) for bar, step in zip(drawn.bars, steps_of(BILL), strict=True)]
    assert max(per_rupee) - min(per_rupee) < 0.0001
    assert all(bar.y + bar.height == pytest.approx(drawn.axis) for bar in drawn.bars)


@pytest.mark.parametrize(
    ("today", "states"),
    [
        (date(2026, 11, 5), ["next"] * 4),
        (date(2027, 2, 5), ["next"] * 4),
        (date(2027, 2, 6), ["now", "next", "next", "next"]),
        (date(2027, 5, 5), ["now", "next", "next", "next"]),
        (date(2027, 5, 6), ["past", "now", "next", "next"]),
        (date(2028, 2, 5), ["past", "past", "past", "now"]),
        (date(2028, 2, 6), ["past"] * 4),
        (None, ["next"] * 4),
    ],
)
def test_exactly_the_step_of_today_is_in_force(today: date | None, states: list[str]) -> None:
    assert [bar.css.removeprefix("s-") for bar in chart(today=today).bars] == states


def test_a_dead_plan_has_no_step_in_force() -> None:
    assert {bar.css for bar in chart(live=False).bars} == {"s-past"}


@FRAMES
def test_no_text_ever_touches_another_or_leaves_the_frame(frame: Frame) -> None:
    """Bill dates over a whole year, with today at every edge, small and large amounts: whatever collides has given way."""
    for days in range(0, 366, 13):
        bill = date(2027, 1, 1) + timedelta(days=days)
        for srp in (8999, 199999):
            for since in (0, 94, 100, 180, 455):
                drawn = chart(frame, bill=bill, today=bill + timedelta(days=since), srp=srp)
                for text in drawn.texts:
                    left, right, top, bottom = text.box
                    assert left >= 0, text
                    assert right <= frame.width + 0.5, text
                    assert top > 24, text
                    assert bottom < frame.height, text
                for number, one in enumerate(drawn.texts):
                    for other in drawn.texts[number + 1 :]:
                        a, b = one.box, other.box
                        assert not (a[0] < b[1] and b[0] < a[1] and a[2] < b[3] and b[2] < a[3]), (bill, since, one, other)


@FRAMES
@pytest.mark.parametrize("srp", [9999, 35_999, 54_999])
def test_every_step_in_force_and_every_neighbour_of_it_has_its_per_cent_clear_of_all_amounts(frame: Frame, srp: int) -> None:
    """Also where today's line pushes an amount over the step beside it: the per cent there stands a line lower."""
    for offset in range(94, 457):
        drawn = chart(frame, today=BILL + timedelta(days=offset), srp=srp)
        shares = [text for text in drawn.texts if text.text.endswith("%")]
        assert len(shares) >= 3, offset  # that of a narrow step cut in half by the line has no room
        for share in shares:
            for value in (text for text in drawn.texts if text.text.startswith("₹")):
                a, b = share.box, value.box
                beside = a[1] <= b[0] or b[1] <= a[0]
                assert beside or a[2] - value.y >= 4 or b[2] - share.y >= 4, (offset, share, value)


@FRAMES
def test_the_step_in_force_and_the_last_day_are_always_named(frame: Frame) -> None:
    for since in range(94, 450, 7):
        drawn = chart(frame, today=BILL + timedelta(days=since))
        assert any(text.css == "v-now" for text in drawn.texts), since
        assert any(text.text == "last day 5 Feb 2028" for text in drawn.texts)


@FRAMES
def test_the_last_day_gets_its_own_line_when_a_year_would_run_into_it(frame: Frame) -> None:
    crowded = chart(frame, bill=date(2027, 1, 15), today=None)
    plain = chart(frame, today=None)
    assert plain.axis - crowded.axis == 21
    assert [text.text for text in crowded.texts].count("2028") == 1


@pytest.mark.parametrize(("today", "x"), [(date(2026, 1, 1), 1.0), (date(2030, 1, 1), 849.0)])
def test_today_is_clamped_to_the_frame(today: date, x: float) -> None:
    drawn = chart(today=today).today
    assert drawn is not None
    assert drawn.x == x
    assert 0 <= drawn.pill_x <= 850 - 62


def test_the_chart_says_every_day_and_value_aloud() -> None:
    assert chart().label == (
        "Assured value by date: Today 3 May 2027; 6 Feb 2027 to 5 May 2027 ₹6,999; 6 May 2027 to 5 Aug 2027 ₹5,999; "
        "6 Aug 2027 to 5 Nov 2027 ₹5,000; 6 Nov 2027 to 5 Feb 2028 ₹4,000; nothing after that."
    )
    hindi = draw(frame=NARROW, bill_date=BILL, last_day=LAST, steps=steps_of(BILL), words=HINDI, today=date(2027, 5, 3))
    assert "6 फ़र॰ 2027 से 5 मई 2027 तक ₹6,999" in hindi.label
    assert any(text.text == "आख़िरी दिन 5 फ़र॰ 2028" for text in hindi.texts)


def test_steps_stand_two_px_apart() -> None:
    for left, right in pairwise(chart().bars):
        assert right.x - (left.x + left.width) == pytest.approx(2, abs=0.11)


def test_worthless_steps_and_no_steps_are_drawn_flat() -> None:
    flat = draw(frame=WIDE, bill_date=BILL, last_day=LAST, steps=[Step(BILL, LAST, 0, Decimal(0))], words=ENGLISH)
    assert flat.bars[0].height == 0
    assert draw(frame=WIDE, bill_date=BILL, last_day=LAST, steps=[], words=ENGLISH).bars == ()


def test_a_last_day_before_the_bill_date_is_refused() -> None:
    with pytest.raises(ValueError, match="before the bill date"):
        draw(frame=WIDE, bill_date=LAST, last_day=BILL, steps=[], words=ENGLISH)


@FRAMES
@pytest.mark.parametrize("srp", [9999, 35_999, 54_999])
def test_every_step_has_its_rupees_over_itself_wherever_today_stands(frame: Frame, srp: int) -> None:
    bill = date(2026, 10, 1)
    astray = []
    for offset in range(460):
        drawn = chart(frame, bill=bill, today=bill + timedelta(days=offset), srp=srp)
        values = [text for text in drawn.texts if text.text.startswith("₹")]
        if len(values) != 4:
            astray.append((offset, "missing"))
        # The step in force is written first: sorted by height, texts and bars go together again.
        for value, bar in zip(sorted(values, key=lambda text: text.y), drawn.bars, strict=False):
            left, right, _, _ = value.box
            if right <= bar.x - 12 or left >= bar.x + bar.width:
                astray.append((offset, value.text))
    assert astray == []
