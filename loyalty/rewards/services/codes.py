"""Codes: loaded from a list, made on the spot, and issued once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import connection, transaction

from loyalty.rewards.codes import new_code, read_codes
from loyalty.rewards.enums import Made
from loyalty.rewards.models import Code, Reward
from stores.access import require_head_office
from stores.checking import checked_reason
from upgrade_program.foundation.audit.services import record as audit
from upgrade_program.kernel.actor import Actor
from upgrade_program.kernel.errors import Invalid

MOST_AT_ONCE = 100_000
# Whoever comes at the same moment takes the next one instead of waiting for this; a code once marked is never marked again.
_ISSUE = """
    UPDATE rewards_code SET issued_at = %s
     WHERE id = (SELECT id FROM rewards_code WHERE reward_id = %s AND issued_at IS NULL ORDER BY id LIMIT 1 FOR UPDATE SKIP LOCKED)
    RETURNING id
"""


@transaction.atomic
def load_codes(*, reward: Reward, text: str, reason: str, actor: Actor, at: datetime) -> int:
    """Add a list of codes, one a line, to a reward that takes its codes from lists; its stock grows by as many. Gives their number.

    Head office only. Refuses (`invalid`) other rewards, lists that are no such lists, and codes the reward has or had already.
    """
    require_head_office(actor)
    reason = checked_reason(reason)
    if reward.made != Made.LIST:
        raise Invalid(field="reward", sentence="The codes of this reward are not loaded from a list.", next_step="Choose another reward.")
    codes = read_codes(text)
    if len(codes) > MOST_AT_ONCE:
        raise Invalid(field="codes", sentence="At most 1,00,000 codes are loaded at once.", next_step="Split the list.")
    row = Reward.objects.select_for_update(no_key=True).get(pk=reward.pk)
    known = set(Code.objects.filter(reward=row, code__in=codes).values_list("code", flat=True))
    if known:
        line = next(number for number, code in enumerate(codes, start=1) if code in known)
        raise Invalid(field="codes", sentence=f"{len(known)} codes are there already, first code {line}.", next_step="Take them out.")
    _add(row, codes, at=at)
    before, row.cap = row.cap, (row.cap or 0) + len(codes)
    row.save(update_fields=["cap"])
    after = {"cap": row.cap, "codes": len(codes)}
    audit(actor=actor, at=at, verb="reward.codes_loaded", subject=f"reward:{row.pk}", before={"cap": before}, after=after, reason=reason)
    return len(codes)


def issue_code(reward: Reward, *, at: datetime) -> int | None:
    """The id of a code that was never issued before, marked as issued in the caller's transaction; None when the list is empty."""
    if reward.made == Made.HERE:
        return Code.objects.create(reward=reward, code=new_code(), added_at=at, issued_at=at).pk
    with connection.cursor() as cursor:
        cursor.execute(_ISSUE, [at, reward.pk])
        row = cursor.fetchone()
    return row[0] if row else None


def _add(reward: Reward, codes: Sequence[str], *, at: datetime) -> None:
    Code.objects.bulk_create([Code(reward=reward, code=code, added_at=at) for code in codes], batch_size=5000)
