"""What a file says of a plan that has lived, and that it says when the trail was tampered with."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories.claims import old_plan
from tests.factories.plans import new_imei, sellable, sold
from tests.reporting.plan_file.lived import AGAIN, FORMULA, lived
from upgrade_program.foundation.audit.models import AuditRow
from upgrade_program.foundation.audit.queries import faults_of_rows
from upgrade_program.kernel.actor import Actor
from upgrade_program.kernel.errors import Forbidden, NotFound
from upgrade_program.plans.models import Plan
from upgrade_program.reporting.plan_file.trail import checked
from upgrade_program.reporting.plan_file.whole import PlanFile, plan_file, plan_of

pytestmark = pytest.mark.django_db
TOPICS = {"messaging_message": "true", "outbox_message": "topic IN ('plan.sold', 'plan.ended')"}


def words_of(file: PlanFile) -> dict[str, str]:
    """Part by title, all of its words in one line."""
    return {
        part.title: " | ".join([f"{name}: {said}" for name, said in part.facts] + [" ; ".join(row) for row in part.rows])
        for part in file.parts
    }


def test_a_file_tells_everything_and_masks_numbers(auditor: Actor, clerk: Actor) -> None:
    plan = lived(clerk)
    file = plan_file(auditor, plan, at=AGAIN)
    told = words_of(file)
    second = plan.claims.get(state="settled")
    assert plan.invoice is not None
    for part, words in {
        "The promise": ("Status: Redeemed", "Farhan Ali", "98••• ••421", "₹13,999", "Consent: version 1 (en)"),
        "Frozen terms": ("As published then: yes", "70 %", "5 May 2027", "₹9,799"),
        "Check list as promised": ("5 %",),
        "Payments": ("Sale: Cash ; ₹549",),
        "Documents": (plan.invoice.number, "Certificate", second.settlement.voucher.number, "never"),
        "Photos": ("Plan ; Front", "Claim ; Back"),
        f"Claim {second.written}": ("State: Settled", "70 %, ₹9,799, through"),
        f"Check answers of claim {second.written}": ("no fault", "Minor"),
        f"Gates of claim {second.written}": (clerk.name,),
        f"Settlement of claim {second.written}": ("Redmi Note 10 Pro",),
        "Messages": ("plan.sold", "claim.settled", "SMS, en ; 98••• ••421"),
        "Audit trail": ("plan.sold", "claim.declined", FORMULA, "claim.settled"),
    }.items():
        for word in words:
            assert word in told[part], (part, word, told[part])
    everything = " ".join(told.values())
    assert plan.imei not in everything.replace(" ", "")
    assert "9810455421" not in everything.replace(" ", "")
    assert second.settlement.new_imei not in everything.replace(" ", "")


def test_a_plan_that_has_only_been_sold_says_so(auditor: Actor, clerk: Actor) -> None:
    plan = sold(actor=clerk, variant=sellable())
    none = {part.key: part.none for part in plan_file(auditor, plan, at=AGAIN).parts if part.empty}
    assert set(none) == {"life", "photos", "reservations", "claims", "messages", "approvals"}
    assert all(none.values())


def test_its_statements_do_not_grow_with_the_claims(auditor: Actor, clerk: Actor) -> None:
    plan, plain = lived(clerk), old_plan(actor=clerk, imei=new_imei(), phone_invoice_number="TI/27/00043")
    counts = []
    for each in (plain, plan):
        with CaptureQueriesContext(
            connection,
        ) as asked:
            plan_file(auditor, plan_of(auditor, each.number), at=AGAIN)
        counts.append(len(asked))
    assert counts[1] - counts[0] <= 8, counts  # prints, gates, settlements: once each, not once a claim
    assert max(counts) <= 45, counts


def test_the_trail_is_computed_again(auditor: Actor, clerk: Actor) -> None:
    plan = lived(clerk)
    verdict = plan_file(auditor, plan, at=AGAIN).verdict
    assert verdict.stands
    assert verdict.rows == AuditRow.objects.filter(subject=f"plan:{plan.pk}").count() > 5
    assert [(chain.name, chain.stands) for chain in verdict.chains] == [("DL01", True)]
    assert "The trail stands" in verdict.words


@pytest.mark.parametrize("change", ["reason = 'nicer'", "after = '{}'", "hash = repeat('a', 64)", "prev = repeat('b', 64)"])
def test_a_row_that_was_changed_shows_in_its_file(auditor: Actor, clerk: Actor, change: str) -> None:
    plan = lived(clerk)
    rows = list(AuditRow.objects.filter(subject=f"plan:{plan.pk}").order_by("id"))
    tamper(f"UPDATE audit_auditrow SET {change} WHERE id = {rows[2].pk}")
    file = plan_file(auditor, plan, at=AGAIN)
    assert not file.verdict.stands
    assert file.verdict.faults
    assert "does not stand" in file.verdict.words
    assert not checked(rows[2].chain).stands


def test_a_row_rewritten_with_its_hash_shows_by_the_row_after_it(clerk: Actor) -> None:
    """Whoever computes the hash anew has to rewrite all that follows: the neighbour still says what stood there."""
    plan = lived(clerk)
    first, second = AuditRow.objects.filter(subject=f"plan:{plan.pk}").order_by("id")[:2]
    assert faults_of_rows([first, second]) == []
    tamper(f"UPDATE audit_auditrow SET prev = repeat('c', 64) WHERE chain = {first.chain} AND seq = {first.seq + 1}")
    assert [fault.kind for fault in faults_of_rows([first])] == ["next"]


def test_a_row_taken_away_shows_by_the_row_after_it(clerk: Actor) -> None:
    plan = lived(clerk)
    second = AuditRow.objects.filter(subject=f"plan:{plan.pk}").order_by("id")[1]
    tamper(f"DELETE FROM audit_auditrow WHERE chain = {second.chain} AND seq = {second.seq - 1}")
    assert [fault.kind for fault in faults_of_rows([second])] == ["missing"]


def test_a_long_chain_is_left_out_and_said_so(clerk: Actor, auditor: Actor) -> None:
    plan = sold(actor=clerk, variant=sellable())
    chain = checked(plan.store_id, most=0)
    assert (chain.faults, chain.stands, chain.rows > 0) == (None, False, True)


@pytest.mark.parametrize("who", ["clerk", "manager", "anonymous"])
def test_nobody_of_a_store_opens_a_file(request: pytest.FixtureRequest, who: str, clerk: Actor) -> None:
    plan = sold(actor=clerk, variant=sellable())
    actor = request.getfixturevalue(who)
    with pytest.raises(Forbidden):
        plan_of(actor, plan.number)
    with pytest.raises(Forbidden):
        plan_file(actor, plan, at=AGAIN)


def test_what_is_no_plan_is_not_there(auditor: Actor) -> None:
    for text in ("", "0123-4567-890", "nonsense"):
        with pytest.raises(NotFound):
            plan_of(auditor, text)
    assert not Plan.objects.exists()


def tamper(statement: str) -> None:
    """As somebody who may switch the laws off."""
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE audit_auditrow DISABLE TRIGGER USER")
        cursor.execute(statement)
        cursor.execute("ALTER TABLE audit_auditrow ENABLE TRIGGER USER")


@pytest.mark.parametrize("table", ["messaging_message", "outbox_message"])
def test_what_belongs_to_a_plan_is_found_by_its_cause_in_an_index(table: str) -> None:
    """In a database that sorts by a language no plain index finds the beginning of a text: it would read millions of rows for one plan."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(f"EXPLAIN SELECT 1 FROM {table} WHERE cause LIKE 'plan:17:%' AND ({TOPICS[table]})")
        plan = " ".join(line for (line,) in cursor.fetchall())
    assert re.search(r"Index Cond: .*cause\)?(::text)? >= 'plan:17:'", plan), plan
