"""A person asks to be erased: what goes and what stays, before a manager asks head office for it."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from stores.clock import now
from upgrade_program.interfaces.counter.gate import CounterRequest, staff_page
from upgrade_program.interfaces.counter.member.forms import EraseForm
from upgrade_program.kernel.errors import Forbidden, NotFound, Refused
from upgrade_program.usecases.erase import ask, outlook


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page
def erase(request: CounterRequest, pk: int) -> HttpResponse:
    """The page before it; its button asks. A refusal stands there, with what was typed."""
    at = now()
    form = EraseForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            ask(actor=request.actor, customer_id=pk, reason=form.cleaned_data["reason"], at=at)
        except (NotFound, Forbidden):
            raise
        except Refused as no:
            form.add_error(no.field if no.field in form.fields else None, str(no))
        else:
            return redirect("counter:member_erase", pk=pk)
    context = {"outlook": outlook(actor=request.actor, customer_id=pk, at=at), "form": form}
    return render(request, "counter/members/erase.html", context, status=422 if form.errors else 200)
