"""A plan's consent withdrawn at the counter, or given again, with the code from the holder's phone: at any store, whoever sold it."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from stores.access import require_seller
from stores.clock import local_day, now
from stores.sign_in import address_of
from upgrade_program.customers.mobiles import masked_mobile
from upgrade_program.customers.queries import consent_texts
from upgrade_program.interfaces.counter.consent_form import WordForm
from upgrade_program.interfaces.counter.gate import CounterRequest, staff_page
from upgrade_program.interfaces.counter.life_acts import life_acts_on
from upgrade_program.kernel.errors import Forbidden, NotFound, Refused
from upgrade_program.plans.models import Plan
from upgrade_program.plans.queries import exchanges_of, is_silent, plan_for
from upgrade_program.usecases import consenting
from upgrade_program.usecases.consenting import Word


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page
def consent(request: CounterRequest, number: str) -> HttpResponse:
    """The page before it, for what the holder can say as it stands; its buttons send the code and say it. A refusal stands there."""
    at, found = now(), plan_for(request.actor, number)
    require_seller(request.actor)
    on = local_day(at)
    typed = request.POST if request.method == "POST" else None
    form = WordForm(typed, texts=consent_texts(on=on), initial={"language": found.customer_language})
    if form.is_valid():
        try:
            if _said(request, found, form, at=at):
                return redirect("counter:plan", number=found.number)
        except (NotFound, Forbidden):
            raise
        except Refused as no:
            form.tell(no)
    silent = is_silent(found)
    context = {
        "plan": found,
        "form": form,
        "silent": silent,
        "act": life_acts_on(found, actor=request.actor, exchanges=exchanges_of(found), on=on).consent,
        "code": consenting.code_waiting(actor=request.actor, plan=found, word=Word.AGREE if silent else Word.WITHDRAW, at=at),
        "present": masked_mobile(found.customer.mobile),
    }
    return render(request, "counter/life/consent_page.html", context, status=422 if form.errors else 200)


def _said(request: CounterRequest, found: Plan, form: WordForm, *, at: datetime) -> bool:
    """What the button pressed asks for; whether it was said. A page grown old asks for what stands already, which is refused."""
    word = Word.AGREE if request.POST.get("word") == Word.AGREE else Word.WITHDRAW
    if request.POST.get("act") == "send":
        consenting.send_code(actor=request.actor, number=found.number, word=word, address=address_of(request), at=at)
        return False
    code = form.cleaned_data["otp"]
    if word is Word.WITHDRAW:
        consenting.take_back_confirmed(actor=request.actor, number=found.number, code=code, at=at)
    else:
        language, version = form.agreed
        consenting.agree_again_confirmed(
            actor=request.actor, number=found.number, text_version=version, language=language, code=code, at=at
        )
    return True
