"""Working at another of one's stores."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from stores.clock import store_today
from stores.models import StaffUser
from stores.services import choose_store
from upgrade_program.interfaces.counter.gate import CounterRequest, staff_page
from upgrade_program.kernel.errors import Forbidden


@require_POST
@staff_page
def switch(request: CounterRequest) -> HttpResponse:
    """The person works at the store of this code from now on; a store that is not theirs is refused (403)."""
    if not isinstance(request.user, StaffUser):
        raise Forbidden
    choose_store(session=request.session, user=request.user, code=request.POST.get("store", ""), on=store_today())
    return redirect("counter:home")
