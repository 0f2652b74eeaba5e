"""Quotes of the exchange partner for phones without a plan, and the prices that head office's own table quotes from."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from django.db.backends.postgresql.psycopg_any import DateRange

from stores.access import require_head_office
from stores.checking import checked_reason
from stores.clock import local_day
from upgrade_program.buyback.enums import Grade
from upgrade_program.buyback.models import PartnerPrice, PartnerQuote
from upgrade_program.buyback.partner import partner
from upgrade_program.buyback.refusals import PlanStands
from upgrade_program.buyback.services.locking import require_counter
from upgrade_program.catalog.amounts import parse_amount
from upgrade_program.catalog.models import DeviceModel, Variant
from upgrade_program.catalog.queries import offer_for
from upgrade_program.catalog.refusals import LaterPriceStands, PriceInThePast, SamePrice
from upgrade_program.foundation.audit.services import record as audit
from upgrade_program.foundation.requests.transaction import act_transaction
from upgrade_program.kernel.actor import Actor
from upgrade_program.kernel.errors import Forbidden, Invalid
from upgrade_program.kernel.imei import parse_imei
from upgrade_program.kernel.wording import day_text, rupees_text
from upgrade_program.plans.models import PlanImei


def quote_phone(*, sku: str, grade: str, imei: str = "", actor: Actor, at: datetime, on: date) -> PartnerQuote:
    """Ask the partner what a phone without a plan brings, and record the answer; the IMEI, if given, is looked up and not kept.

    Refuses a phone with a live plan (`imei_already_covered`), an unknown SKU or grade (`invalid`), a phone the partner does not price
    (`no_partner_price`) and a partner that does not answer (`partner_unavailable`); then nothing is recorded.
    """
    post = require_counter(actor)
    _check_grade(grade)
    if imei.strip() and PlanImei.objects.filter(imei=parse_imei(imei), live=True).exists():
        raise PlanStands
    device = offer_for(sku=sku, at=at)
    name, asked = partner()
    answer = asked.quote(device=device, grade=Grade(grade), on=on)  # before any transaction: it may take seconds
    with act_transaction():
        quote = PartnerQuote.objects.create(
            store_id=post.store_id,
            by_id=post.staff_id,
            at=at,
            on=on,
            variant_id=device.variant_id,
            device=device.label,
            grade=grade,
            amount=answer.amount,
            valid_through=answer.valid_through,
            source=answer.source,
            reference=answer.reference,
            adapter=name,
            imei_checked=bool(imei.strip()),
        )
        audit(
            actor=actor,
            at=at,
            verb="quote.given",
            subject=f"quote:{quote.pk}",
            after={"amount": quote.amount, "grade": grade, "sku": device.sku, "valid_through": quote.valid_through, "adapter": name},
        )
    return quote


def set_partner_price(
    *,
    actor: Actor,
    model: DeviceModel,
    grade: str,
    amount: Decimal,
    from_day: date,
    reason: str,
    at: datetime,
    variant: Variant | None = None,
) -> PartnerPrice:
    """Let the table quote `amount` rupees for a model (or one variant) in a condition from a day on; closes the price then in force.

    Head office only. Quotes that were given keep their amount. Refuses a day before today (`price_in_the_past`), one on or before the
    beginning of a standing price (`later_price_stands`), the same amount (`same_price`), another model's variant (`invalid`).
    """
    require_head_office(actor)
    if actor.staff_id is None:
        raise Forbidden
    staff_id = actor.staff_id
    amount, words = parse_amount(amount), checked_reason(reason)
    _check_grade(grade)
    if variant is not None and variant.model_id != model.pk:
        raise Invalid(field="variant", sentence="This variant belongs to another model.", next_step="Choose a variant of the model.")
    if from_day < local_day(at):
        raise PriceInThePast(field="from_day", next_step="Choose today or a later day.")
    with act_transaction():
        DeviceModel.objects.select_for_update(no_key=True).get(pk=model.pk)
        last = PartnerPrice.objects.filter(model=model, variant=variant, grade=grade).order_by("-valid").first()
        before = _close(last, amount=amount, from_day=from_day) if last else None
        price = PartnerPrice.objects.create(
            model=model,
            variant=variant,
            grade=grade,
            amount=amount,
            valid=DateRange(from_day, None),
            set_by_id=staff_id,
            set_at=at,
            reason=words,
        )
        subject = f"variant:{variant.pk}" if variant else f"model:{model.pk}"
        after = {"price": price.pk, "grade": grade, "amount": amount, "from": from_day}
        audit(actor=actor, at=at, verb="partner_price.set", subject=subject, before=before, after=after, reason=words)
    return price


def _close(last: PartnerPrice, *, amount: Decimal, from_day: date) -> dict[str, object]:
    if last.amount == amount:
        raise SamePrice(device=str(last.variant or last.model), amount=rupees_text(amount))
    if from_day <= last.valid.lower:
        raise LaterPriceStands(field="from_day", moment=day_text(last.valid.lower), next_step="Let the new price begin on a later day.")
    last.valid = DateRange(last.valid.lower, from_day)
    last.save(update_fields=["valid"])
    return {"price": last.pk, "amount": last.amount, "from": last.valid.lower}


def _check_grade(grade: str) -> None:
    if grade not in list(Grade):
        raise Invalid(field="grade", sentence="The condition is not chosen.", next_step="Choose the sentence that fits the phone.")
