"""Boards: by days active and by points earned net of reversals; masked; frozen once, with awards, however late or often the job comes."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from django.test import Client

from loyalty.activity.enums import Board
from loyalty.activity.models import BoardTerms, Season, Standing
from loyalty.activity.queries import board_of, frozen_board, is_hidden
from loyalty.activity.services import check_in, forget_on_boards, freeze_due, hide_from_boards, set_board_terms
from loyalty.ledger.causes import Cause
from loyalty.ledger.models import Entry
from loyalty.ledger.services import adjust, claw_back, earn, redeem
from loyalty.programme.services import join, leave
from tests.factories.activity import boards
from tests.factories.loyalty import member
from tests.factories.programme import colleague
from tests.interfaces.counter.pages import text_of
from tests.loyalty.rewards.acts import has, refused, refused_by
from upgrade_program.customers.models import Customer
from upgrade_program.kernel.actor import SYSTEM, Actor, Role
from upgrade_program.usecases.erase import ask, grant_erasure

pytestmark = pytest.mark.django_db
MAY = date(2027, 5, 1)
ALONE = Actor(role=Role.CUSTOMER)


@pytest.fixture(autouse=True)
def _terms(db: None) -> None:
    boards()


def noon(day: int, month: int = 5) -> datetime:
    return datetime.fromisoformat(f"2027-{month:02d}-{day:02d}T12:00:00+05:30")


def come(customer: Customer, *days: int, month: int = 5) -> None:
    for day in days:
        check_in(customer_id=customer.pk, actor=SYSTEM, at=noon(day, month))


def give(customer: Customer, points: int, *, day: int = 3, month: int = 5, source: str = "") -> None:
    at = noon(day, month)
    cause = Cause(source_type="plan", source_id=source or f"{customer.pk}:{month}:{day}:{points}", at=at)
    earn(customer_id=customer.pk, points=points, cause=cause, live_from=at, expires_at=None)


def places(board: Board, **asked: object) -> list[tuple[int, str, int]]:
    return [(place.rank, place.name, place.score) for place in board_of(board, month=MAY, **asked)]  # type: ignore[arg-type]


def test_days_active_then_days_in_a_row_then_who_was_first() -> None:
    asha, bano, chand, dev = (member(name=name) for name in ("Asha Rao", "Bano Begum", "Chand Lal", "Dev"))
    come(asha, 1, 2, 3, 10)
    come(bano, 1, 3, 5, 7)
    come(chand, 2, 3, 4, 9)
    come(dev, 1)
    assert places(Board.DAYS) == [(1, "C••• L•••", 4), (2, "A••• R•••", 4), (3, "B••• B•••", 4), (4, "D•••", 1)]
    assert [place.in_a_row for place in board_of(Board.DAYS, month=MAY)] == [3, 3, 1, 1]


def test_a_run_that_began_last_month_counts_from_this_months_first() -> None:
    asha = member()
    come(asha, 28, 29, 30, month=4)
    come(asha, 1, 2)
    assert board_of(Board.DAYS, month=MAY)[0].in_a_row == 2


def test_points_earned_net_of_reversals_never_the_balance() -> None:
    asha, bano, chand = (member(name=name) for name in ("Asha Rao", "Bano Begum", "Chand Lal"))
    give(asha, 500, source="returned")
    give(asha, 100, day=4)
    give(bano, 300)
    give(chand, 9000, month=4)  # another month's
    claw_back(earn_source=("plan", "returned"), in_all=450, cause=Cause(source_type="plan", source_id="back", at=noon(2, 6)))
    redeem(customer_id=bano.pk, points=290, cause=Cause(source_type="reward", source_id="x", at=noon(5)))
    adjust(customer_id=chand.pk, points=5000, cause=Cause(source_type="adjustment", source_id="y", at=noon(5)))
    assert places(Board.POINTS) == [(1, "B••• B•••", 300), (2, "A••• R•••", 150)]


def test_who_hides_stands_on_no_board(clerk: Actor, head_office: Actor) -> None:
    asha, bano = member(name="Asha Rao"), member(name="Bano Begum")
    come(asha, 1, 2)
    come(bano, 1)
    hide_from_boards(customer_id=asha.pk, hidden=True, actor=ALONE, at=noon(3))
    assert is_hidden(asha.pk)
    assert places(Board.DAYS) == [(1, "B••• B•••", 1)]
    hide_from_boards(customer_id=asha.pk, hidden=False, actor=clerk, at=noon(4))
    assert [name for _, name, _ in places(Board.DAYS)] == ["A••• R•••", "B••• B•••"]
    refused(lambda: hide_from_boards(customer_id=asha.pk, hidden=True, actor=head_office, at=noon(5)), "forbidden")


def test_ones_own_place_is_shown_wherever_it_is() -> None:
    crowd = [member(name=f"Member {number}") for number in range(4)]
    for number, one in enumerate(crowd):
        come(one, *range(1, 8 - number))
    assert [rank for rank, *_ in places(Board.DAYS, shown=2, own=crowd[3].pk)] == [1, 2, 4]


def test_a_month_that_is_over_is_frozen_once_with_its_awards() -> None:
    asha, bano = member(name="Asha Rao"), member(name="Bano Begum")
    come(asha, 1, 2, 3)
    come(bano, 1, 2)
    assert freeze_due(on=date(2027, 5, 31), at=noon(31)) == 0  # it goes on
    before = has(asha, at=noon(1, 6))
    late = datetime.fromisoformat("2027-06-20T09:00:00+05:30")
    assert [freeze_due(on=date(2027, 6, 20), at=late) for _ in range(3)] == [1, 0, 0]
    assert list(Standing.objects.filter(board="days").values_list("rank", "name", "score", "award")) == [
        (1, "A••• R•••", 3, 100),
        (2, "B••• B•••", 2, 50),
    ]
    assert has(asha, at=late) == before + 100 + 100  # first on both boards
    assert Entry.objects.filter(source_type="board").count() == 4
    come(bano, 25, 26, month=6)
    assert [row.name for row in frozen_board(Board.DAYS, month=MAY)] == ["A••• R•••", "B••• B•••"]


def test_a_job_that_was_away_for_months_catches_up() -> None:
    asha = member()
    come(asha, 1, month=3)
    come(asha, 2, month=5)
    assert freeze_due(on=date(2027, 7, 1), at=noon(1, 7)) == 4  # March, April without anybody, May and June
    assert list(Season.objects.order_by("month").values_list("month", flat=True)) == [date(2027, month, 1) for month in (3, 4, 5, 6)]
    assert Standing.objects.filter(board="days").count() == 2


def test_awards_do_not_make_the_next_month() -> None:
    asha = member()
    come(asha, 1)
    freeze_due(on=date(2027, 6, 1), at=noon(1, 6))
    assert board_of(Board.POINTS, month=date(2027, 6, 1)) == []


def test_who_left_stands_on_no_board_and_is_awarded_nothing() -> None:
    """Without a consent no points (loyalty rule 14), and nobody's name before others."""
    asha, bano = member(name="Asha Rao"), member(name="Bano Begum")
    come(asha, 1, 2, 3)
    come(bano, 1, 2)
    leave(customer=asha, actor=ALONE, at=noon(20))
    assert places(Board.DAYS) == places(Board.POINTS) == [(1, "B••• B•••", 2)]
    assert places(Board.DAYS, own=asha.pk) == [(1, "B••• B•••", 2)]
    before = has(asha, at=noon(1, 6))
    freeze_due(on=date(2027, 6, 1), at=noon(1, 6))
    assert has(asha, at=noon(1, 6)) == before
    assert set(Standing.objects.values_list("customer_id", flat=True)) == {bano.pk}


def test_who_comes_back_stands_there_again() -> None:
    asha = member(name="Asha Rao")
    come(asha, 1)
    leave(customer=asha, actor=ALONE, at=noon(2))
    join(customer=asha, text_version=1, language="en", actor=ALONE, at=noon(3))
    assert places(Board.DAYS) == [(1, "A••• R•••", 1)]


def test_who_is_erased_stands_on_no_board(head_office: Actor) -> None:
    asha, bano = member(name="Asha Rao"), member(name="Bano Begum")
    for one in (asha, bano):
        come(one, 1, month=4)
        come(one, 1)
    freeze_due(on=date(2027, 5, 1), at=noon(1))
    sent = ask(actor=head_office, customer_id=asha.pk, reason="asked in a letter", at=noon(4))
    grant_erasure(approval_id=sent.pk, actor=colleague(), at=noon(4), on=date(2027, 5, 4))
    assert places(Board.DAYS) == places(Board.POINTS) == [(1, "B••• B•••", 1)]
    assert [row.customer_id for row in frozen_board(Board.DAYS, month=date(2027, 4, 1))] == [bano.pk]
    freeze_due(on=date(2027, 6, 1), at=noon(1, 6))
    assert has(asha, at=noon(1, 6)) == 0


def test_an_erased_members_initials_go_from_the_frozen_boards(head_office: Actor, head_office_client: Client) -> None:
    asha, bano = member(name="Asha Rao"), member(name="Bano Begum")
    for one in (asha, bano):
        come(one, 1, month=4)
    freeze_due(on=date(2027, 5, 1), at=noon(1))
    before = {row.pk: (row.rank, row.score, row.award, row.customer_id) for row in Standing.objects.all()}
    with refused_by("standings_never_change"):
        forget_on_boards(asha.pk)  # of who was not erased it stays
    sent = ask(actor=head_office, customer_id=asha.pk, reason="asked in a letter", at=noon(4))
    grant_erasure(approval_id=sent.pk, actor=colleague(), at=noon(4), on=date(2027, 5, 4))
    assert set(Standing.objects.filter(customer=asha).values_list("name", flat=True)) == {""}
    assert set(Standing.objects.filter(customer=bano).values_list("name", flat=True)) == {"B••• B•••"}
    assert {row.pk: (row.rank, row.score, row.award, row.customer_id) for row in Standing.objects.all()} == before
    page = text_of(head_office_client.get(f"/admin/activity/season/{Season.objects.get().pk}/change/").content.decode())
    assert "former member" in page
    assert "B••• B•••" in page
    assert "A•••" not in page
    for change in ({"name": "A••• R•••"}, {"name": "", "award": 1}):
        with refused_by("standings_never_change"):
            Standing.objects.filter(customer=asha).update(**change)


def test_who_leaves_later_leaves_the_frozen_board_for_others() -> None:
    asha = member()
    come(asha, 1)
    freeze_due(on=date(2027, 6, 1), at=noon(1, 6))
    leave(customer=asha, actor=ALONE, at=noon(2, 6))
    assert frozen_board(Board.DAYS, month=MAY) == []
    assert len(frozen_board(Board.DAYS, month=MAY, own=asha.pk)) == 1


def test_who_hides_later_leaves_the_frozen_board_for_others() -> None:
    asha = member()
    come(asha, 1)
    freeze_due(on=date(2027, 6, 1), at=noon(1, 6))
    hide_from_boards(customer_id=asha.pk, hidden=True, actor=ALONE, at=noon(2, 6))
    assert frozen_board(Board.DAYS, month=MAY) == []
    assert len(frozen_board(Board.DAYS, month=MAY, own=asha.pk)) == 1


def test_nothing_ever_done_freezes_nothing() -> None:
    assert freeze_due(on=date(2027, 6, 1), at=noon(1, 6)) == 0


def test_new_awards_from_a_month_to_come(head_office: Actor, clerk: Actor) -> None:
    asha = member()

    def setting(month: date, *, actor: Actor = head_office, **changes: object) -> BoardTerms:
        plain = {"shown": 5, "day_awards": [300], "point_awards": []}
        return set_board_terms(from_month=month, reason="summer", actor=actor, at=noon(3), **(plain | changes))  # type: ignore[arg-type]

    refused(lambda: setting(MAY), "invalid", field="from_month")
    refused(lambda: setting(date(2027, 6, 1), actor=clerk), "forbidden")
    refused(lambda: setting(date(2027, 6, 1), day_awards=[0]), "invalid", field="day_awards")
    refused(lambda: setting(date(2027, 6, 1), point_awards=[1] * 11), "invalid", field="point_awards")
    refused(lambda: setting(date(2027, 6, 1), shown=0), "invalid", field="shown")
    setting(date(2027, 6, 15))
    refused(lambda: setting(date(2027, 6, 1)), "invalid", field="from_month")
    come(asha, 1)
    come(asha, 1, month=6)
    freeze_due(on=date(2027, 7, 1), at=noon(1, 7))
    assert list(Standing.objects.filter(board="days").order_by("season__month").values_list("award", flat=True)) == [100, 300]


def test_frozen_is_frozen() -> None:
    come(member(), 1)
    freeze_due(on=date(2027, 6, 1), at=noon(1, 6))
    with refused_by("frozen_months_never_change"):
        Season.objects.update(frozen_at=noon(2, 6))
    with refused_by("standings_never_change"):
        Standing.objects.update(award=1)
    with refused_by("terms_of_boards_stay_as_written"):
        BoardTerms.objects.update(shown=3)
