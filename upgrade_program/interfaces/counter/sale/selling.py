"""Sending a sale: read the form, let the domain judge, and sell once however often the button is pressed."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from stores.clock import local_day
from upgrade_program.foundation.requests.refusals import IdempotencyMismatch
from upgrade_program.foundation.requests.services import Answer, once
from upgrade_program.interfaces.counter.sale.form import SaleForm
from upgrade_program.interfaces.counter.sale.sheet import Sheet
from upgrade_program.kernel.actor import Actor
from upgrade_program.kernel.errors import Refused
from upgrade_program.kernel.money import ZERO
from upgrade_program.kernel.wording import rupees_text
from upgrade_program.plans.orders import read_order
from upgrade_program.usecases.points import CodeSent, confirm, part_of, send_code
from upgrade_program.usecases.sell import SaleOrder, sell

ROUTE = "counter:sell"


class AlreadySold(Refused):
    """The form was sent before with other content, and a plan came of it."""

    sentence = "This form has already sold a plan."
    next_step = "Scan the phone to open its plan, or press Sell in the bar for another sale."


def sell_from(form: SaleForm, *, sheet: Sheet, actor: Actor, at: datetime) -> str:
    """The number of the plan sold, or nothing and the form says why. Sending the same form again gives the same number."""
    on = local_day(at)
    form.full_clean()
    _complete(form, sheet)
    order = form.order(sku=sheet.sku)
    try:
        if form.errors:
            # Nothing is sold any more; what else is wrong is told now rather than at the next press.
            read_order(order, on=on, home_state=sheet.store.state)
            return ""
        code = form.typed("points_code")
        answer = once(
            actor=actor,
            route=ROUTE,
            key=form.typed("key"),
            body=form.sent,
            at=at,
            act=lambda: _sell(order, actor=actor, at=at),
            before=(lambda: confirm(actor=actor, order=order, code=code, at=at, on=on)) if part_of(order) else None,
        )
        return str(answer.body["number"])
    except IdempotencyMismatch:
        form.tell(AlreadySold())
    except Refused as no:
        form.tell(no)
    return ""


def send_code_from(form: SaleForm, *, sheet: Sheet, actor: Actor, address: str, at: datetime) -> CodeSent | None:
    """Send the member the code for the points typed; None when the form says why not."""
    try:
        mobile, amount, price = form.typed("mobile"), form.amount("points"), sheet.price or ZERO
        return send_code(actor=actor, mobile=mobile, amount=amount, price=price, address=address, at=at)
    except Refused as no:
        form.full_clean()
        form.tell(no)
        return None


def _sell(order: SaleOrder, *, actor: Actor, at: datetime) -> Answer:
    plan = sell(actor=actor, order=order, at=at, on=local_day(at))
    return Answer(status=201, body={"number": plan.number})


def _complete(form: SaleForm, sheet: Sheet) -> None:
    """What only this page can know: whether a phone was chosen, the price and text were seen, and money was typed."""
    _check_phone(form, sheet)
    if form.typed("consent_language") != form.typed("language") and form["consent"].value():
        form.say("consent", _("The text is now shown in the language chosen: let the customer read it, then tick again."))
    if form.typed("loyalty_language") != form.typed("language") and form["loyalty"].value():
        form.say(
            "loyalty", _("The text is now shown in the language chosen: let the customer read it, then tick again, or sell without it.")
        )
    if form.typed("gstin") and not form.typed("address"):
        form.say("address", _("A registered buyer's invoice prints the address too. Type it, or clear the GSTIN."))
    if form.typed("utr") and not form.amount("upi"):
        form.say("upi", _("The amount of the UPI payment is missing. Type it, or clear the UTR."))
    if form.typed("card_reference") and not form.amount("card"):
        form.say("card", _("The amount of the card payment is missing. Type it, or clear the reference."))
    if sheet.price and not form.tenders():
        form.say(
            "cash", _("No payment is typed yet: %(price)s is to collect, in cash, by UPI or by card.") % {"price": rupees_text(sheet.price)}
        )
    if sheet.price and form.shown_price is None:
        form.say(None, _("The price is %(price)s. Tell the customer, then press Sell again.") % {"price": rupees_text(sheet.price)})


def _check_phone(form: SaleForm, sheet: Sheet) -> None:
    typed = form.typed("device")
    if not typed:
        form.say("device", _("The phone being bought is missing. Type its name, as note 9 pro 4/64."))
    elif sheet.search.chosen is None and sheet.search.choices:
        form.say("device", _("More than one phone has this name. Choose the one on the box below."))
    elif sheet.search.chosen is None:
        form.say("device", _("No phone of the catalogue is called so. Type brand, model and memory, as redmi note 9 pro 4/64."))
    elif sheet.prefix and form.typed("seen_warning") != sheet.prefix:
        names = ", ".join(sheet.sold_as)
        form.say(
            "imei",
            _("Phones whose IMEI begins like this were sold as %(names)s. Compare phone and box; if it is right, press Sell again.")
            % {"names": names},
        )
