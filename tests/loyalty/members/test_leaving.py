"""The consent to points withdrawn at any store's counter: by staff, with the member's code, once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import partial
from threading import Barrier

import pytest

from loyalty.ledger.causes import Cause
from loyalty.ledger.queries import balances, broken
from loyalty.ledger.services import capture, earn, hold
from loyalty.members.queries import MemberView, member_by_mobile
from loyalty.members.services import (
    ask_merge,
    confirm_leaving,
    grant_merge,
    leave_at_counter,
    leaving,
    send_leaving_code,
    waiting_leaving_code,
)
from loyalty.programme.models import Withdrawal
from loyalty.programme.queries import is_member
from loyalty.programme.services import join
from loyalty.programme.services.joining import withdraw_all
from loyalty.spending.services import count
from stores.clock import end_of_day
from tests.customers.erased import erased
from tests.factories.codes import ADDRESS, another, newest_code
from tests.factories.customers import CustomerFactory
from tests.factories.loyalty import member
from tests.factories.plans import AT, TODAY
from tests.foundation.crowd import at_once
from tests.loyalty.rewards import acts
from tests.loyalty.rewards.acts import every_row
from upgrade_program.customers.models import Customer
from upgrade_program.foundation.approvals.models import Approval
from upgrade_program.foundation.audit.models import AuditRow
from upgrade_program.kernel.actor import ANONYMOUS, SYSTEM, Actor, Role
from upgrade_program.kernel.errors import Refused
from upgrade_program.messaging.enums import Channel
from upgrade_program.messaging.models import Message
from upgrade_program.messaging.services import Recipient, queue
from upgrade_program.messaging.texts import words
from upgrade_program.otp.models import Challenge

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture
def asha(db: None) -> Customer:
    return member(name="Asha Rao")


def refused(do: Callable[[], object], code: str, *, field: str | None = None) -> None:
    """As elsewhere, and no consent is withdrawn by it."""
    before = list(Withdrawal.objects.values())
    acts.refused(do, code, field=field)
    assert list(Withdrawal.objects.values()) == before


def code_for(customer: Customer, actor: Actor, *, at: datetime = AT) -> str:
    send_leaving_code(customer=customer, actor=actor, address=ADDRESS, at=at)
    return newest_code(at=at)


def confirm(customer: Customer, actor: Actor, code: str, *, at: datetime = AT) -> None:
    confirm_leaving(customer=customer, code=code, actor=actor, at=at)


def leaves(customer: Customer, actor: Actor, *, at: datetime = AT) -> bool:
    return leave_at_counter(customer=customer, actor=actor, at=at)


def proven(customer: Customer, actor: Actor, *, at: datetime = AT) -> None:
    confirm(customer, actor, code_for(customer, actor, at=at), at=at)


def cause(source: str, *, at: datetime = AT) -> Cause:
    return Cause(source_type="plan", source_id=source, at=at, actor=SYSTEM)


def found(customer: Customer, actor: Actor, *, at: datetime = AT) -> MemberView:
    return member_by_mobile(actor, customer.mobile, at=at)


def earned(customer: Customer, points: int) -> None:
    earn(customer_id=customer.pk, points=points, cause=cause("1"), live_from=AT, expires_at=end_of_day(date(2028, 8, 31)))


def test_any_store_withdraws_it_with_the_members_code(asha: Customer, other_clerk: Actor) -> None:
    earned(asha, 100)
    slots = {"name": asha.name, "points": "100", "last_day": "31 Aug 2028"}
    queue(template="points.ending", to=Recipient(language="en", mobile=asha.mobile, customer_id=asha.pk), slots=slots, cause="x", at=AT)
    proven(asha, other_clerk)
    told = Message.objects.get(template="otp.leave")
    assert (told.address, told.slots) == (asha.mobile, {"store": other_clerk.store_name, "minutes": "5"})
    said = words("otp.leave", channel=Channel.SMS, language="en", slots=told.slots | {"code": "482913"}).text
    assert said.startswith("482913 is your Smart Upgrade code. For: withdraw your consent to points, ")
    assert "plan" not in said
    assert leaves(asha, other_clerk) is True
    assert not is_member(asha.pk)
    row, said = Withdrawal.objects.get(), AuditRow.objects.get(verb="loyalty.left")
    assert (row.consent.customer, row.at, row.store_id, row.staff_id) == (asha, AT, other_clerk.store_id, other_clerk.staff_id)
    assert (said.subject, said.actor_id, said.store_id) == (f"customer:{asha.pk}", other_clerk.staff_id, other_clerk.store_id)
    assert said.before == {"consents": [row.consent_id]}
    assert set(Message.objects.filter(template="points.ending").values_list("state", flat=True)) == {"void"}, "what waits is called off"
    assert (balances(asha.pk, at=AT).available, broken()) == (100, [])
    assert Challenge.objects.get().used_at == AT


def test_the_message_speaks_the_members_language(clerk: Actor) -> None:
    code_for(member(language="hi"), clerk)
    message = Message.objects.get(template="otp.leave")
    assert message.language == "hi"
    assert (
        "काम: पॉइंट की सहमति वापस लेना, " in words("otp.leave", channel=Channel.SMS, language="hi", slots=message.slots | {"code": "1"}).text
    )


def test_without_the_code_nothing_is_withdrawn(asha: Customer, clerk: Actor, manager: Actor) -> None:
    refused(lambda: leaves(asha, clerk), "otp_wrong")
    code = code_for(asha, clerk)
    refused(lambda: leaves(asha, clerk), "otp_wrong")  # sent, and not given yet
    refused(lambda: confirm(asha, clerk, ""), "otp_wrong", field="otp")
    refused(lambda: confirm(asha, manager, code), "otp_expired")  # another's
    refused(lambda: confirm(asha, clerk, code, at=AT + timedelta(minutes=5)), "otp_expired")
    with pytest.raises(Refused) as no:  # counted, and nothing else
        confirm(asha, clerk, another(code))
    assert (no.value.code, Challenge.objects.get().tries, is_member(asha.pk)) == ("otp_wrong", 1, True)


def test_a_code_is_for_one_member_and_one_withdrawal(asha: Customer, clerk: Actor) -> None:
    other = member()
    code = code_for(asha, clerk)
    refused(lambda: confirm(other, clerk, code), "otp_expired")
    confirm(asha, clerk, code)
    refused(lambda: leaves(other, clerk), "otp_wrong")
    assert leaves(asha, clerk) is True
    assert waiting_leaving_code(customer=asha, actor=clerk, at=AT) is None
    join(customer=asha, text_version=1, language="en", actor=clerk, at=AT + timedelta(minutes=1))
    refused(lambda: leaves(asha, clerk, at=AT + timedelta(minutes=2)), "otp_expired")  # used up
    assert is_member(asha.pk)


def test_who_stands_at_no_counter_withdraws_for_nobody(asha: Customer, head_office: Actor, auditor: Actor) -> None:
    for actor in (head_office, auditor, Actor(role=Role.CUSTOMER, customer_id=asha.pk), ANONYMOUS):
        refused(lambda by=actor: leaves(asha, by), "forbidden")  # type: ignore[misc]
        refused(lambda by=actor: code_for(asha, by), "forbidden")  # type: ignore[misc]
        refused(lambda by=actor: confirm(asha, by, "123456"), "forbidden")  # type: ignore[misc]


def test_what_is_withdrawn_already_is_refused_and_done_twice_is_once(asha: Customer, clerk: Actor) -> None:
    stranger = CustomerFactory()
    refused(lambda: code_for(stranger, clerk), "nothing_changes")
    proven(asha, clerk)
    leaves(asha, clerk)
    refused(lambda: code_for(asha, clerk, at=AT + HOUR), "nothing_changes")
    refused(lambda: confirm(asha, clerk, "123456"), "nothing_changes")
    before = every_row()
    assert leaves(asha, clerk, at=AT + HOUR) is False
    assert every_row() == before
    assert Withdrawal.objects.count() == 1


def test_an_erased_person_leaves_nowhere(asha: Customer, clerk: Actor, manager: Actor, head_office: Actor) -> None:
    proven(asha, clerk)
    erased(asha, asker=manager, granter=head_office)
    refused(lambda: leaves(asha, clerk), "not_found")
    refused(lambda: code_for(Customer.objects.get(pk=asha.pk), clerk), "nothing_changes")


def test_who_left_is_found_and_shown_as_left_until_they_join_again(asha: Customer, clerk: Actor, other_clerk: Actor) -> None:
    earned(asha, 1250)
    assert (found(asha, clerk).left_on, found(asha, clerk).worth) == (None, 1250)
    proven(asha, clerk)
    leaves(asha, clerk)
    view = found(asha, other_clerk)
    assert (view.customer, view.left_on, view.worth, view.points.available) == (asha, TODAY, 0, 1250)
    join(customer=asha, text_version=1, language="en", actor=clerk, at=AT + HOUR)
    assert (found(asha, clerk).left_on, found(asha, clerk).worth) == (None, 1250)
    with pytest.raises(Refused) as no:
        found(CustomerFactory(), clerk)
    assert no.value.code == "not_found"


def test_the_last_of_several_withdrawals_is_the_day(asha: Customer, clerk: Actor) -> None:
    for day in (0, 2):
        withdraw_all(customer=asha, actor=clerk, at=AT + timedelta(days=day))
        join(customer=asha, text_version=1, language="en", actor=clerk, at=AT + timedelta(days=day + 1))
    withdraw_all(customer=asha, actor=clerk, at=AT + timedelta(days=5))
    assert found(asha, clerk, at=AT + timedelta(days=9)).left_on == TODAY + timedelta(days=5)


def test_a_bill_takes_no_points_of_who_left_and_says_why(asha: Customer, clerk: Actor) -> None:
    earned(asha, 1250)
    spend = partial(count, customer_id=asha.pk, amount=Decimal(100), bill=Decimal(549), at=AT)
    assert spend().points == 100
    proven(asha, clerk)
    leaves(asha, clerk)
    before = every_row()
    with pytest.raises(Refused) as no:
        spend()
    assert (no.value.code, no.value.field, every_row()) == ("points_insufficient", "payments", before)
    assert str(no.value) == (
        "This customer has left the loyalty programme: no bill takes their points until they have joined again. "
        "Take the amount in cash, by UPI or by card."
    )
    join(customer=asha, text_version=1, language="en", actor=clerk, at=AT)
    assert spend().points == 100


def test_whoever_left_is_merged_into_nobody(asha: Customer, clerk: Actor) -> None:
    other = member()
    earned(asha, 100)
    proven(asha, clerk)
    leaves(asha, clerk)
    merging = partial(ask_merge, into_customer_id=other.pk, mobile=asha.mobile, reason="both SIMs", actor=clerk, at=AT)
    refused(merging, "not_found", field="mobile")


def test_nor_is_anybody_merged_into_them(asha: Customer, clerk: Actor) -> None:
    other = member()
    proven(asha, clerk)
    leaves(asha, clerk)
    merging = partial(ask_merge, into_customer_id=asha.pk, mobile=other.mobile, reason="both SIMs", actor=clerk, at=AT)
    refused(merging, "not_both_members")
    assert not Approval.objects.exists()
    join(customer=asha, text_version=1, language="en", actor=clerk, at=AT)
    assert merging().pk


@pytest.mark.parametrize("who", ["receives", "gives"])
def test_a_merge_asked_before_one_of_them_left_is_not_granted(asha: Customer, clerk: Actor, head_office: Actor, who: str) -> None:
    other = member()
    into, source = (asha, other) if who == "receives" else (other, asha)
    earned(source, 100)
    asked = ask_merge(into_customer_id=into.pk, mobile=source.mobile, reason="both SIMs", actor=clerk, at=AT)
    proven(asha, clerk)
    leaves(asha, clerk)
    refused(partial(grant_merge, approval_id=asked.pk, actor=head_office, at=AT, on=TODAY), "not_both_members")
    assert [balances(customer.pk, at=AT).available for customer in (source, into)] == [100, 0]
    assert Approval.objects.get().state == "waiting"
    join(customer=asha, text_version=1, language="en", actor=clerk, at=AT)
    grant_merge(approval_id=asked.pk, actor=head_office, at=AT, on=TODAY)
    assert (balances(into.pk, at=AT).available, broken()) == (100, [])


def test_points_on_hold_stay_for_their_payment(asha: Customer, clerk: Actor) -> None:
    earned(asha, 100)
    kept = hold(customer_id=asha.pk, points=60, cause=cause("2"), until=AT + HOUR)
    proven(asha, clerk)
    leaves(asha, clerk)
    has = balances(asha.pk, at=AT)
    assert (has.available, has.held) == (40, 60)
    capture(hold_id=kept.pk, cause=cause("2", at=AT + timedelta(minutes=9)))
    has = balances(asha.pk, at=AT + HOUR)
    assert (has.available, has.held, broken()) == (40, 0, [])


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("guarded", [True, False], ids=["guarded", "control"])
def test_pressed_at_eight_tills_it_is_withdrawn_once(asha: Customer, clerk: Actor, guarded: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    proven(asha, clerk)
    if not guarded:
        nobody_waits(monkeypatch, size=8)
    said = at_once(8, lambda _: leaves(asha, clerk))
    assert Withdrawal.objects.count() == AuditRow.objects.filter(verb="loyalty.left").count() == 1
    assert [one for one in said if one is True] == [True]
    # Without the lock the others meet the code that is used up.
    others = {one.code if isinstance(one, Refused) else one for one in said if one is not True}
    assert others == ({False} if guarded else {"otp_expired"})


def nobody_waits(monkeypatch: pytest.MonkeyPatch, *, size: int) -> None:
    """Everybody of so many has looked before anybody writes, as they can where nobody waits for the customer's row."""
    looked, asked = Barrier(size, timeout=60), leaving.is_member

    def look(customer_id: int) -> bool:
        seen = asked(customer_id)
        looked.wait()
        return seen

    monkeypatch.setattr(leaving, "locked_customer", lambda pk: Customer.objects.get(pk=pk))
    monkeypatch.setattr(leaving, "is_member", look)
