"""The parts of a file about claims: what was held, asked, found, offered, settled or refused, and what the customer had reserved."""

from __future__ import annotations

from collections.abc import Sequence

from upgrade_program.buyback.enums import Answer
from upgrade_program.buyback.models import Claim, ClaimToken, Settlement
from upgrade_program.buyback.queries import worth_of
from upgrade_program.buyback.queries.wording import wording_of
from upgrade_program.foundation.ui.figures import percent
from upgrade_program.plans.models import Plan
from upgrade_program.reporting.plan_file.part import NOTHING, Part, day, money, phone, spoken, typed, when

_PEOPLE = ("store", "opened_by", "inspected_by", "ended_by", "second_look_by")
_PAPERS = ("store", "settled_by", "reversed_by", "voucher", "return_voucher")


def claims_of(plan: Plan) -> list[Claim]:
    """All claims, oldest first, with the gates they passed."""
    claims = list(plan.claims.select_related(*_PEOPLE).prefetch_related("passed_gates__by").order_by("id"))
    for claim in claims:
        claim.plan = plan
    return claims


def settlements_of(plan: Plan) -> list[Settlement]:
    """All settlements, reversed ones too, oldest first."""
    return list(plan.settlements.select_related(*_PAPERS).order_by("id"))


def claim_parts(claims: Sequence[Claim], settlements: Sequence[Settlement]) -> list[Part]:
    """Each claim with its answers, its gates, and its settlement; one part that says so where there is none."""
    if not claims:
        return [Part("claims", "Claims", none="Nobody claimed on this plan.")]
    settled = {settlement.claim_id: settlement for settlement in settlements}
    parts = []
    for claim in claims:
        parts += [_claim(claim), _answers(claim), _gates(claim)]
        if claim.pk in settled:
            parts.append(_settlement(claim, settled[claim.pk]))
    return parts


def reservations(plan: Plan) -> Part:
    """Tiers that the customer had held online."""
    rows = [
        (
            when(token.reserved_at),
            percent(token.percent),
            money(token.assured),
            day(token.held_through),
            spoken(token.state),
            when(token.ended_at),
        )
        for token in ClaimToken.objects.filter(plan=plan).order_by("id")
    ]
    columns = ("Reserved", "Share", "Assured", "Held through", "State", "Ended")
    return Part("reservations", "Reservations", columns=columns, rows=rows, none="Nothing was reserved online.")


def _claim(claim: Claim) -> Part:
    facts = [
        ("State", spoken(claim.state)),
        ("Opened", f"{when(claim.opened_at)}, {claim.store.code}, {claim.opened_by.name}"),
        ("Phone shown", phone(claim.handset_imei)),
        ("Held", f"{percent(claim.percent)}, {money(claim.assured)}, through {day(claim.held_through)}"),
        ("Deducted, waived, payable", f"{money(claim.deducted)}, {money(claim.waived)}, {money(claim.payable)}"),
        ("Looked at", f"{when(claim.inspected_at)}{f', {claim.inspected_by.name}' if claim.inspected_by else ''}"),
        ("Offers, the last on", f"{claim.offers}, {when(claim.offered_at)}"),
        ("Accepted", when(claim.accepted_at)),
        ("Ended", f"{when(claim.ended_at)}{f', {claim.ended_by.name}' if claim.ended_by else ''}"),
        ("Reason", typed(claim.reason)),
        ("Clause", claim.clause or NOTHING),
    ]
    if claim.second_look_at and claim.second_look_by:
        verdict = "the refusal stands" if claim.upheld else "the claim goes on"
        facts.append(
            ("Second look", f"{when(claim.second_look_at)}, {claim.second_look_by.name}: {verdict}. {typed(claim.second_look_note)}")
        )
    return Part(f"claim-{claim.number}", f"Claim {claim.written}", facts)


def _answers(claim: Claim) -> Part:
    """Every question in the words it was asked with, its answer and what that took off."""
    taken = {line.key: line for line in worth_of(claim).deductions}
    rows = []
    for point in wording_of(claim).checks if claim.answers else ():
        answer, line = claim.found.get(point.key), taken.get(point.key)
        said = NOTHING if answer is None else "no fault" if answer is Answer.NONE else spoken(answer)
        rows.append((point.says("title"), point.clause, said, f"{percent(line.percent)}, {money(line.amount)}" if line else NOTHING))
    columns = ("Question", "Clause", "Answer", "Takes off")
    return Part(
        f"answers-{claim.number}", f"Check answers of claim {claim.written}", columns=columns, rows=rows, none="Nobody looked at the phone."
    )


def _gates(claim: Claim) -> Part:
    wording = wording_of(claim)
    rows = []
    for passed in claim.passed_gates.all():
        point = wording.point(passed.key)
        rows.append(
            (when(passed.at), point.says("title") if point else spoken(passed.key), point.clause if point else NOTHING, passed.by.name)
        )
    columns = ("Passed", "Gate", "Clause", "By")
    return Part(f"gates-{claim.number}", f"Gates of claim {claim.written}", columns=columns, rows=rows, none="No gate was passed.")


def _settlement(claim: Claim, settlement: Settlement) -> Part:
    facts = [
        ("Settled", f"{when(settlement.settled_at)}, {settlement.store.code}, {settlement.settled_by.name}"),
        ("New phone", f"{settlement.new_device}, IMEI {phone(settlement.new_imei)}"),
        ("Its SRP, price, bill", f"{money(settlement.new_srp)}, {money(settlement.new_price)}, {settlement.bill_number}"),
        ("Payable, exchange, forfeited", f"{money(settlement.payable)}, {money(settlement.exchange)}, {money(settlement.forfeited)}"),
        ("Voucher", settlement.voucher.number),
    ]
    if settlement.reversed_at and settlement.reversed_by and settlement.return_voucher:
        facts.append(("Taken back", f"{when(settlement.reversed_at)}, {settlement.reversed_by.name}, {settlement.return_voucher.number}"))
        facts.append(("Why", typed(settlement.reversal_reason)))
    return Part(f"settlement-{claim.number}", f"Settlement of claim {claim.written}", facts)
