"""The new sale on one page, and the fragments that answer while it is typed."""

from __future__ import annotations

from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from stores.access import require_seller
from stores.clock import now
from stores.models import Store
from stores.sign_in import address_of
from upgrade_program.customers.mobiles import parse_mobile
from upgrade_program.interfaces.counter.gate import CounterRequest, staff_page
from upgrade_program.interfaces.counter.marks import put_sold, take_begun, take_scanned
from upgrade_program.interfaces.counter.sale.form import SaleForm
from upgrade_program.interfaces.counter.sale.selling import sell_from, send_code_from
from upgrade_program.interfaces.counter.sale.sheet import Sheet
from upgrade_program.interfaces.counter.scanner import with_scanner
from upgrade_program.kernel.errors import Refused
from upgrade_program.usecases.points import CodeSent


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page
@with_scanner
def sell(request: CounterRequest) -> HttpResponse:
    """The form; a look at its price (`act=look`, what Enter does without scripts); or the sale, which lands on the done page."""
    require_seller(request.actor)
    if request.method != "POST":
        scanned = take_scanned(request.session)
        begun = take_begun(request.session)
        form = SaleForm(actor=request.actor, initial={"imei": scanned} | begun)
        return _page(request, form, kept=bool(scanned or begun))
    if request.POST.get("act") == "look":
        return _page(request, _looked_at(request), kept=True)
    form = SaleForm(request.POST, actor=request.actor)
    sheet = _sheet(request, form)
    if request.POST.get("act") == "points_code":
        sent = send_code_from(form, sheet=sheet, actor=request.actor, address=address_of(request), at=sheet.at)
        if sent is None:
            return _page(request, form, sheet=sheet, kept=True, status=422)
        return _page(request, _looked_at(request), kept=True, code=sent)
    number = sell_from(form, sheet=sheet, actor=request.actor, at=sheet.at)
    if not number:
        return _page(request, form, sheet=sheet, kept=True, status=422)
    put_sold(request.session, number)
    return redirect("counter:done", number=number)


@require_safe
@staff_page
def devices(request: CounterRequest) -> HttpResponse:
    """Fragment: the phones that fit what is typed, with price and dated values of the one meant."""
    return _fragment(request, request.GET)


@require_POST
@staff_page
def quote(request: CounterRequest) -> HttpResponse:
    """Fragment: price, dated values, tax, text, warning and sum for the form as it stands."""
    return _fragment(request, request.POST)


@require_POST
@staff_page
def customer(request: CounterRequest) -> HttpResponse:
    """Fragment: whether the mobile is known, with the name filled in where none is typed; or what is wrong with the mobile."""
    require_seller(request.actor)
    sheet = _sheet(request, _looked_at(request))
    fault, fills = "", sheet.known is not None and not sheet.form.typed("name")
    try:
        if sheet.form.typed("mobile"):
            parse_mobile(sheet.form.typed("mobile"))
    except Refused as no:
        fault = str(no)
    if fills:
        sheet = _filled_in(request, sheet)
    return render(request, "counter/sell/customer.html", {"sheet": sheet, "form": sheet.form, "fault": fault, "fills": fills})


def _fragment(request: CounterRequest, data: QueryDict) -> HttpResponse:
    require_seller(request.actor)
    form = SaleForm.looked_at(data.dict(), actor=request.actor)
    sheet = _sheet(request, form)
    return render(request, "counter/sell/answer.html", {"sheet": sheet, "form": form, "whole": request.method == "POST"})


def _page(
    request: CounterRequest,
    form: SaleForm,
    *,
    sheet: Sheet | None = None,
    kept: bool = False,
    status: int = 200,
    code: CodeSent | None = None,
) -> HttpResponse:
    sheet = sheet or _sheet(request, form)
    if not form.is_bound and sheet.known and not form.typed("name"):
        sheet = _filled_in(request, sheet)
    return render(request, "counter/sell.html", {"form": sheet.form, "sheet": sheet, "kept": kept, "code": code}, status=status)


def _looked_at(request: CounterRequest) -> SaleForm:
    return SaleForm.looked_at(request.POST.dict(), actor=request.actor)


def _sheet(request: CounterRequest, form: SaleForm) -> Sheet:
    store = request.store
    assert isinstance(store, Store)  # noqa: S101  a seller has a working store
    return Sheet(form=form, store=store, at=now())


def _filled_in(request: CounterRequest, sheet: Sheet) -> Sheet:
    """The same page with what is known of the customer in the fields."""
    known = {"name": sheet.known.name, "language": sheet.known.language} if sheet.known else {}
    return _sheet(request, SaleForm.looked_at({**sheet.form.initial, **known}, actor=request.actor))
