"""A warranty exchange: two people, one paper, and an IMEI that never carries a plan again; refused by code and by the database alike."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

import pytest
from django.db import connection, transaction

from tests.factories.claims import old_plan, opened
from tests.factories.codes import cancelled
from tests.factories.life import asked_swap, swapped
from tests.factories.plans import AT, TODAY, new_imei, sold
from tests.plans.refusals import law_broken_by, noon, refused
from upgrade_program.foundation.approvals.models import Approval
from upgrade_program.foundation.approvals.services import reject, withdraw
from upgrade_program.foundation.audit.models import AuditRow
from upgrade_program.foundation.audit.queries import faults
from upgrade_program.foundation.outbox.models import Message
from upgrade_program.foundation.outbox.services import deliver_due
from upgrade_program.kernel.errors import Refused
from upgrade_program.messaging.models import Message as Told
from upgrade_program.plans.models import ImeiSwap, Plan, PlanImei, SwapRequest
from upgrade_program.plans.services import expire_due_plans, grant_swap, hold
from upgrade_program.plans.terms import assured_value

pytestmark = pytest.mark.django_db
NOW = "SET CONSTRAINTS ALL IMMEDIATE"


def standing(plan) -> list[tuple[str, bool, bool, bool]]:
    return list(PlanImei.objects.filter(plan=plan).order_by("id").values_list("imei", "live", "barred", "swapped_away"))


def granting(asked, actor, *, on=TODAY):
    return partial(grant_swap, approval_id=asked.approval_id, actor=actor, at=noon(on), on=on)


def test_the_plan_goes_on_with_the_new_phone_and_its_own_dates(clerk, manager):
    plan = old_plan(actor=clerk, imei2=new_imei())
    old, frozen = plan.imei, Plan.objects.filter(pk=plan.pk).values().get()
    first, second = sorted([new_imei(), new_imei()])
    swap = swapped(plan, asker=clerk, granter=manager, new_imei=second, new_imei2=first)
    now = Plan.objects.filter(pk=plan.pk).values().get()
    assert {key: now[key] for key in now if now[key] != frozen[key]} == {"imei": second}
    assert [row[1:] for row in standing(plan)] == [(False, True, True)] * 2 + [(True, False, False)] * 2
    assert [row[0] for row in standing(plan)][2:] == [first, second]
    assert (swap.old_imei, swap.new_imei, swap.requested_by_id, swap.approved_by_id) == (old, second, clerk.staff_id, manager.staff_id)
    assert assured_value(Plan.objects.get(pk=plan.pk).promise, on=TODAY).assured == 9_799
    assert opened(Plan.objects.get(pk=plan.pk), actor=clerk).state == "open"


def test_trail_and_news_hold_ids_and_the_message_four_digits(clerk, manager):
    plan = sold(actor=clerk)
    old = plan.imei
    swap = swapped(plan, asker=clerk, granter=manager)
    row = AuditRow.objects.latest("id")
    assert (row.verb, row.subject, row.actor_id) == ("plan.swapped", f"plan:{plan.pk}", manager.staff_id)
    assert row.after == {"swap": swap.pk, "approval": swap.request.approval_id, "asked_by": clerk.staff_id}
    approval = Approval.objects.get()
    assert (approval.state, approval.facts["old_last4"], approval.facts["new_last4"]) == ("granted", old[-4:], swap.new_imei[-4:])
    deliver_due(at=AT)
    slots = Told.objects.get(template="plan.swapped").slots
    assert (slots["old"], slots["new"]) == (old[-4:], swap.new_imei[-4:])
    everything = str([list(model.objects.values()) for model in (AuditRow, Message, Approval, Told)])
    assert old not in everything
    assert swap.new_imei not in everything
    assert faults(plan.store_id) == []


def test_an_imei_swapped_away_never_carries_a_plan_again(clerk, manager):
    plan = sold(actor=clerk)
    old = plan.imei
    swap = swapped(plan, asker=clerk, granter=manager)
    for living in (True, False):
        with pytest.raises(Refused) as no:
            sold(actor=clerk, imei=old)
        assert no.value.code == "imei_barred"
        if living:
            cancelled(Plan.objects.get(pk=plan.pk), actor=manager)  # frees the phone in hand only
    assert sold(actor=clerk, imei=swap.new_imei).status == "active"


def test_a_chain_grows_by_one_swap_at_a_time(clerk, manager):
    plan = sold(actor=clerk)
    imeis = [plan.imei, new_imei(), new_imei()]
    for imei in imeis[1:]:
        swapped(Plan.objects.get(pk=plan.pk), asker=clerk, granter=manager, new_imei=imei)
    assert list(ImeiSwap.objects.values_list("old_imei", "new_imei")) == [(imeis[0], imeis[1]), (imeis[1], imeis[2])]
    plan = Plan.objects.get(pk=plan.pk)
    no = refused(lambda: asked_swap(plan, actor=clerk, new_imei=imeis[0]), plan=plan)
    assert no.code == "imei_barred"


def test_asking_refuses_and_changes_nothing(clerk, manager, other_clerk, head_office):
    plan, other = sold(actor=clerk), sold(actor=clerk, phone_invoice_number="TI/2")
    gone = sold(actor=clerk, phone_invoice_number="TI/3", at=noon(TODAY - timedelta(days=600)))
    expire_due_plans(on=TODAY, at=AT)

    def no(actor=clerk, **changes) -> str:
        return refused(lambda: asked_swap(plan, actor=actor, **changes), plan=plan).code

    assert {no(actor=stranger) for stranger in (other_clerk, head_office)} == {"forbidden"}
    assert no(document=" ") == no(service_centre="") == "document_required"
    assert no(reason="") == "reason_required"
    assert no(new_imei="12") == no(new_imei2="12") == "imei_invalid"
    assert no(new_imei=plan.imei) == no(new_imei2=plan.imei) == "same_imei"
    twice = new_imei()
    assert no(new_imei=twice, new_imei2=twice) == "imei_invalid"
    assert no(new_imei=other.imei) == no(new_imei2=other.imei) == "imei_already_covered"
    assert no(new_imei=gone.imei) == "imei_barred"
    assert refused(lambda: asked_swap(gone, actor=clerk), plan=gone).code == "plan_not_live"
    assert no(document="", reason="", new_imei="1") == "invalid"  # told together
    with transaction.atomic():
        hold(plan_id=plan.pk, percent=70, through=TODAY)
    assert no() == "claim_open"
    Plan.objects.filter(pk=plan.pk).update(held_until=None, held_percent=None)
    assert no(at=noon(plan.expires_on + timedelta(days=1))) == "plan_not_live"
    asked_swap(plan, actor=clerk)
    assert no() == "approval_waiting"


def test_granting_refuses_and_changes_nothing(clerk, manager, other_manager, auditor):
    plan = sold(actor=clerk)
    own = asked_swap(plan, actor=manager)
    assert refused(granting(own, manager), plan=plan).code == "self_approval"
    withdraw(approval_id=own.approval_id, actor=manager, at=AT)
    asked = asked_swap(plan, actor=clerk)
    assert refused(granting(asked, clerk), plan=plan).code == "self_approval"
    assert refused(granting(asked, other_manager), plan=plan).code == "not_found"
    assert refused(granting(asked, auditor), plan=plan).code == "forbidden"
    with transaction.atomic():
        hold(plan_id=plan.pk, percent=70, through=TODAY + timedelta(days=3))
    assert refused(granting(asked, manager), plan=plan).code == "claim_open"
    Plan.objects.filter(pk=plan.pk).update(held_until=None, held_percent=None)
    assert refused(granting(asked, manager, on=plan.expires_on + timedelta(days=1)), plan=plan).code == "plan_not_live"
    sold(actor=clerk, imei=asked.new_imei, phone_invoice_number="TI/2")
    assert refused(granting(asked, manager), plan=plan).code == "imei_already_covered"
    Plan.objects.filter(pk=plan.pk).update(status="suspended")  # by its own act the request would have lapsed
    assert refused(granting(asked, manager), plan=plan).code == "plan_not_live"
    reject(approval_id=asked.approval_id, actor=manager, at=AT, note="other phone")
    assert refused(granting(asked, manager), plan=plan).code == "approval_decided"


def test_granted_twice_is_once(clerk, manager, head_office):
    plan = sold(actor=clerk)
    asked = asked_swap(plan, actor=clerk)
    assert granting(asked, head_office)().approved_by_id == head_office.staff_id
    assert refused(granting(asked, manager), plan=plan).code == "approval_decided"
    assert ImeiSwap.objects.count() == 1


def test_a_request_ends_with_a_cancelled_plan(clerk, manager):
    plan = sold(actor=clerk)
    asked = asked_swap(plan, actor=clerk)
    cancelled(plan, actor=manager)
    assert Approval.objects.get(pk=asked.approval_id).state == "lapsed"


# --- the laws, as the owner of the tables


def _swap(plan, asked, *, by, new="new_imei", old="imei") -> tuple[str, list]:
    sql = f"""INSERT INTO plans_imeiswap (plan_id, request_id, old_imei, new_imei, new_imei2, requested_by_id, approved_by_id, at)
        SELECT p.id, r.id, p.{old}, r.{new}, '', r.asked_by_id, %s, %s FROM plans_plan p, plans_swaprequest r
         WHERE p.id = %s AND r.id = %s"""
    return sql, [by, AT, plan.pk, asked.pk]


def test_a_swap_alone_ungranted_held_or_of_no_handset_is_refused_by_name(clerk, manager):
    plan = sold(actor=clerk)
    asked = asked_swap(plan, actor=clerk)

    def law(by=manager, then="", **changes) -> str:
        sql, given = _swap(plan, asked, by=by.staff_id, **changes)
        return law_broken_by(f"{sql}; {then}", *given)

    assert law(by=clerk) == "nobody_swaps_alone"
    assert law(then=NOW) == "a_swap_is_what_was_asked_and_granted"
    assert law(old="number || '0000'") == "a_swap_starts_from_the_plans_handset"
    with transaction.atomic():
        hold(plan_id=plan.pk, percent=70, through=TODAY)
    assert law() == "a_swap_starts_from_the_plans_handset"
    Plan.objects.filter(pk=plan.pk).update(held_until=None, held_percent=None, status="suspended")
    assert law() == "a_swap_starts_from_the_plans_handset"
    assert Plan.objects.get(pk=plan.pk).imei == plan.imei


def test_another_imei_than_the_one_granted_is_refused(clerk, manager):
    plan = sold(actor=clerk)
    swapped(plan, asker=clerk, granter=manager)
    plan = Plan.objects.get(pk=plan.pk)
    asked = asked_swap(plan, actor=clerk)
    Approval.objects.filter(pk=asked.approval_id).update(
        state="granted", decided_by_id=manager.staff_id, decided_by_name="M", decided_at=AT
    )
    sql, given = _swap(plan, asked, by=manager.staff_id)
    assert law_broken_by(sql.replace("r.new_imei", "'356938035643809'") + f"; {NOW}", *given) == "a_swap_is_what_was_asked_and_granted"
    with transaction.atomic(), connection.cursor() as cursor:  # the control: what was granted passes
        cursor.execute(f"{sql}; {NOW}", given)
    assert Plan.objects.get(pk=plan.pk).imei == asked.new_imei


def test_an_imei_changes_only_by_the_newest_swap(clerk, manager):
    plan = sold(actor=clerk)
    swap = swapped(plan, asker=clerk, granter=manager)
    back = "UPDATE plans_plan SET imei = %s WHERE id = %s"
    assert law_broken_by(back, swap.old_imei, plan.pk) == "an_imei_changes_only_by_a_swap"
    assert law_broken_by("UPDATE plans_imeiswap SET new_imei = old_imei") == "swaps_are_only_added"
    assert law_broken_by("DELETE FROM plans_imeiswap") == "swaps_are_only_added"
    assert law_broken_by("UPDATE plans_swaprequest SET document = 'X'") == "what_a_swap_asks_for_stays"
    assert SwapRequest.objects.count() == 1
