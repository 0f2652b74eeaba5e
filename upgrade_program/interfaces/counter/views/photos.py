"""Photos of phones: added to a claim or, on the day of the sale, to its plan; shown to those who may see what they belong to."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST, require_safe

from stores.access import require_seller
from stores.clock import local_day, now
from upgrade_program.buyback.queries import claim_for, whole_plan_for
from upgrade_program.buyback.services import add_photo
from upgrade_program.foundation.photos.services import Upload
from upgrade_program.interfaces.counter.claim.forms import PhotoForm
from upgrade_program.interfaces.counter.claim.photos import readable
from upgrade_program.interfaces.counter.gate import CounterRequest, staff_page
from upgrade_program.interfaces.counter.scanner import with_scanner
from upgrade_program.interfaces.counter.views.claim import claim_page, next_step
from upgrade_program.interfaces.counter.views.plan import plan_page
from upgrade_program.kernel.errors import Forbidden, Invalid, NotFound, Refused
from upgrade_program.plans.services import add_day_zero_photo


@require_safe
@staff_page
def show(request: CounterRequest, photo: UUID) -> HttpResponse:
    """The picture itself; one that is none of theirs is not there (404). No browser keeps it."""
    try:
        found, picture = readable(photo, actor=request.actor)
    except Refused as no:
        raise NotFound from no
    headers = {"Content-Disposition": f'inline; filename="{found.view}.jpg"', "X-Content-Type-Options": "nosniff"}
    return HttpResponse(picture, content_type="image/jpeg", headers=headers)


@require_POST
@staff_page
def add_to_claim(request: CounterRequest, number: str) -> HttpResponse:
    """Keeps a photo of an open claim; a refusal stands at its field."""
    found = claim_for(request.actor, number)
    require_seller(request.actor)
    at = now()
    form = PhotoForm(request.POST, request.FILES)
    try:
        if form.is_valid():
            file = _file(form)
            add_photo(number=number, view=form.cleaned_data["view"], file=file, actor=request.actor, at=at, on=local_day(at))
            return next_step(found)
    except (NotFound, Forbidden):
        raise
    except Refused as no:
        form.tell(no)
    return claim_page(request, found, photo=form, status=422)


@require_POST
@staff_page
@with_scanner
def add_to_plan(request: CounterRequest, number: str) -> HttpResponse:
    """Keeps a day-0 photo of a plan; afterwards back to where it was taken: the page of the sale just made, or the plan's."""
    found = whole_plan_for(request.actor, number)
    at = now()
    form = PhotoForm(request.POST, request.FILES)
    try:
        if form.is_valid():
            file = _file(form)
            add_day_zero_photo(plan=found, view=form.cleaned_data["view"], file=file, actor=request.actor, at=at, on=local_day(at))
            return redirect("counter:done" if request.POST.get("back") == "done" else "counter:plan", number=found.number)
    except (NotFound, Forbidden):
        raise
    except Refused as no:
        form.tell(no)
    return plan_page(request, found, photo=form, status=422)


def _file(form: PhotoForm) -> Upload:
    file: Upload | None = form.cleaned_data["photo"]
    if not file:
        raise Invalid(field="photo", sentence="No photo was chosen.", next_step="Take it with the camera, or choose a file.")
    return file
