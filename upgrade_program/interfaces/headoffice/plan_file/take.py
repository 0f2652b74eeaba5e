"""Taking a file along, as PDF or ZIP. Who took whose file stands in the audit trail before a byte leaves."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST

from stores.clock import now
from upgrade_program.foundation.audit.services import record
from upgrade_program.interfaces.headoffice.prices.page import actor_of, desk_page
from upgrade_program.reporting.plan_file.bundle import zipped
from upgrade_program.reporting.plan_file.drawing import file_pdf
from upgrade_program.reporting.plan_file.whole import plan_file, plan_of, subject_of


@require_POST
@desk_page
def pdf(request: HttpRequest) -> HttpResponse:
    """The file on A4."""
    return _taken(request, file_pdf, kind="pdf")


@require_POST
@desk_page
def bundle(request: HttpRequest) -> HttpResponse:
    """The file with every paper, photo and audit row, as ZIP."""
    return _taken(request, zipped, kind="zip")


def _taken(request: HttpRequest, made: Callable[..., bytes], *, kind: str) -> HttpResponse:
    """The download, which has its own row in it; what is no plan is not there (404) and leaves none."""
    actor, at = actor_of(request), now()
    plan = plan_of(actor, request.POST.get("number", "")[:60])
    record(actor=actor, at=at, verb=f"file.{kind}_taken", subject=subject_of(plan))
    content = made(plan_file(actor, plan, at=at), actor=actor)
    answer = HttpResponse(content, content_type=f"application/{kind}")
    answer["Content-Disposition"] = f'attachment; filename="plan-{plan.number}.{kind}"'
    return answer
