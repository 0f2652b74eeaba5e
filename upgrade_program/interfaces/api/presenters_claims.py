"""What the calls on claims give: a claim with its gates, photos, working and end, exactly as the schema lists it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any

from upgrade_program.buyback.enums import State
from upgrade_program.buyback.models import Claim, Settlement
from upgrade_program.buyback.queries import state_on, wording_of, worth_of
from upgrade_program.buyback.queries.look_ups import LookedUp
from upgrade_program.buyback.working import offer_working
from upgrade_program.foundation.photos.models import Photo
from upgrade_program.interfaces.api.presenters import instant, rupees
from upgrade_program.kernel.imei import masked


def claim(
    row: Claim,
    *,
    on: date,
    passed: Collection[str] | None,
    photos: Sequence[Photo],
    look_up: LookedUp | None,
    full: bool = False,
    settlement: Settlement | None = None,
    new_sku: str = "",
    full_new: bool = False,
) -> dict[str, Any]:
    """A claim as it stands on a day; `full` shows the whole IMEI of the old phone, `full_new` that of the new one.

    `passed` are the keys of the gates; None where all must have been, because it is settled.
    """
    wording, worth = wording_of(row), worth_of(row)
    taken = {photo.view for photo in photos}
    return {
        "id": row.written,
        "plan": row.plan.written,
        "state": str(state_on(row, on=on)),
        "percent": row.percent,
        "assured": rupees(row.assured),
        "held_through": row.held_through.isoformat(),
        "opened_at": instant(row.opened_at),
        "store": row.store.code,
        "handset_imei": row.handset_imei if full else masked(row.handset_imei),
        "gates": [{"key": gate.key, "clause": gate.clause, "passed": passed is None or gate.key in passed} for gate in wording.gates],
        "lookup": _look_up(look_up) if look_up else None,
        "answers": {key: str(answer) for key, answer in row.found.items()},
        "deductions": [
            {
                "key": line.key,
                "answer": str(line.answer),
                "percent": line.percent,
                "amount": rupees(line.amount),
                "clause": wording.check(line.key).clause,
            }
            for line in worth.deductions
        ],
        "waived": rupees(row.waived),
        "payable": None if row.payable is None else rupees(row.payable),
        "working": [] if row.payable is None else [line.text for line in offer_working(worth, wording)],
        "photos": [{"view": photo.view, "taken_at": instant(photo.taken_at)} for photo in photos],
        "photos_missing": [view for view in row.photo_views if view not in taken],
        "refusal": _refusal(row) if row.state == State.REFUSED else None,
        "reason": row.reason or None,
        "settlement": _settlement(settlement, sku=new_sku, full=full_new) if settlement else None,
    }


def _look_up(said: LookedUp) -> dict[str, Any]:
    return {"result": said.result, "by": said.by, "at": instant(said.at), "source": said.source}


def _refusal(row: Claim) -> dict[str, Any]:
    looked = row.second_look_at and {"upheld": row.upheld, "remark": row.second_look_note, "at": instant(row.second_look_at)}
    return {"gate": row.gate, "clause": row.clause, "reason": row.reason, "second_look": looked}


def _settlement(done: Settlement, *, sku: str, full: bool) -> dict[str, Any]:
    undone = done.reversed_at and {
        "at": instant(done.reversed_at),
        "reason": done.reversal_reason,
        "voucher_number": done.return_voucher.number if done.return_voucher else None,
    }
    return {
        "settled_at": instant(done.settled_at),
        "store": done.store.code,
        "exchange": rupees(done.exchange),
        "forfeited": rupees(done.forfeited),
        "voucher_number": done.voucher.number,
        "new_phone": {
            "sku": sku,
            "imei": done.new_imei if full else masked(done.new_imei),
            "price": rupees(done.new_price),
            "bill_number": done.bill_number,
        },
        "reversal": undone,
    }
