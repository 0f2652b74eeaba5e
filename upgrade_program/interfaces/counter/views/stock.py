"""The quarantine stock of a store, its hand-overs to the brand's pick-up, and the note that both sign."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from stores.access import require_seller
from stores.clock import local_day, now
from stores.models import Store
from upgrade_program.buyback.models import Handset
from upgrade_program.buyback.queries.stock import handover_for, handovers_of, shows_imeis_at_handover, waiting_in
from upgrade_program.buyback.queries.stores import one_of, stores_with_stock
from upgrade_program.buyback.services import hand_over
from upgrade_program.foundation.requests.services import Answer, once
from upgrade_program.interfaces.counter.gate import CounterRequest, staff_page
from upgrade_program.interfaces.counter.office_forms import HandoverForm, StoreForm
from upgrade_program.kernel.errors import Forbidden, NotFound, Refused
from upgrade_program.kernel.imei import masked

SHOWN = 200  # phones of one list, and as many as one note takes
PAST = 20  # hand-overs listed


@require_safe
@staff_page
def stock(request: CounterRequest) -> HttpResponse:
    """What waits in quarantine and for how long, and which hand-overs there were; the own store's, or any for those above the stores."""
    return _page(request, one_of(stores_with_stock(request.actor), code=request.GET.get("store", "")))


@require_POST
@staff_page
def hand(request: CounterRequest) -> HttpResponse:
    """Hands the chosen phones over, once, and shows the note to sign; a refusal stands at its field with what was typed."""
    require_seller(request.actor)
    at, store = now(), one_of(stores_with_stock(request.actor), code="")
    form = HandoverForm(request.POST)

    def act() -> Answer:
        given = form.cleaned_data
        done = hand_over(
            handset_ids=given["row"],
            taken_by=given["taken_by"],
            reference=given["reference"],
            counted=given["counted"],
            actor=request.actor,
            at=at,
            on=local_day(at),
        )
        return Answer(status=200, body={"handover": done.pk})

    try:
        if form.is_valid():
            answer = once(actor=request.actor, route="counter:hand_over", key=form.cleaned_data["key"], body=form.sent, at=at, act=act)
            return redirect("counter:handover", pk=answer.body["handover"])
    except (NotFound, Forbidden):
        raise
    except Refused as no:
        form.tell(no)
    return _page(request, store, form=form, status=422)


@require_safe
@staff_page
def note(request: CounterRequest, pk: int) -> HttpResponse:
    """The hand-over as a paper with two lines to sign, in the language of the counter; whole IMEIs for the store's staff alone."""
    done = handover_for(request.actor, pk)
    full = shows_imeis_at_handover(request.actor, done.store)
    context = {"handover": done, "rows": _rows(list(done.handsets.order_by("id")), full=full), "store": done.store}
    return render(request, "counter/handover.html", context)


def _page(request: CounterRequest, store: Store, *, form: HandoverForm | None = None, status: int = 200) -> HttpResponse:
    today = local_day(now())
    waiting = list(waiting_in(store)[:SHOWN])
    full = shows_imeis_at_handover(request.actor, store)
    context: dict[str, Any] = {
        "store": store,
        "stores": StoreForm({"store": store.code}, stores=stores_with_stock(request.actor)),
        "rows": [row | {"days": (today - row["handset"].taken_on).days} for row in _rows(waiting, full=full)],
        "all": waiting_in(store).count(),
        "past": handovers_of(store)[:PAST],
        "form": form or HandoverForm(),
        "hands": full,
    }
    return render(request, "counter/stock.html", context, status=status)


def _rows(handsets: list[Handset], *, full: bool) -> list[dict[str, Any]]:
    return [{"handset": handset, "imei": handset.imei if full else masked(handset.imei)} for handset in handsets]
