"""Signing in with a code from the mobile, and out again. What is answered says nothing of whether a mobile is known here."""

from __future__ import annotations

from django import forms
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import rotate_token
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from stores.clock import now
from stores.sign_in import address_of
from upgrade_program.customers.mobiles import masked_mobile
from upgrade_program.customers.sessions import end_session, session_behind
from upgrade_program.interfaces.portal.browser import (
    Asked,
    asked_here,
    device_of,
    drop_key,
    keep_asked,
    keep_key,
    new_mark,
    own_page,
)
from upgrade_program.interfaces.portal.gate import key_of
from upgrade_program.interfaces.portal.shown_plan import spoken
from upgrade_program.interfaces.portal.throttle import throttled
from upgrade_program.kernel.errors import Refused
from upgrade_program.usecases import sign_in as act


class MobileForm(forms.Form):
    """Whose pages; `next` is the page to go on to."""

    mobile = forms.CharField(
        label=gettext_lazy("Your mobile number"),
        max_length=30,
        widget=forms.TextInput(attrs={"type": "tel", "inputmode": "tel", "autocomplete": "tel", "autofocus": True}),
        error_messages={"required": gettext_lazy("Type the ten digits of your mobile number.")},
    )
    next = forms.CharField(required=False, max_length=200, widget=forms.HiddenInput)


class CodeForm(forms.Form):
    """The six digits from the message."""

    otp = forms.CharField(
        label=gettext_lazy("Code from the message"),
        max_length=12,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code", "autofocus": True}),
        error_messages={"required": gettext_lazy("Type the six digits from the message.")},
    )


@require_http_methods(["GET", "HEAD", "POST"])
@throttled
@never_cache
def sign_in(request: HttpRequest) -> HttpResponse:
    """The mobile; sent, it leads to the page for the code, whoever's it is."""
    if request.method != "POST":
        if session_behind(key_of(request), at=now()):
            return redirect(own_page(request, request.GET.get("next", "")) or "portal:my_plans")
        return render(request, "portal/sign_in.html", {"form": MobileForm(initial={"next": request.GET.get("next", "")})})
    form = MobileForm(request.POST)
    status = 422
    if form.is_valid():
        try:
            return _ask(request, mobile=form.cleaned_data["mobile"], back=own_page(request, form.cleaned_data["next"]))
        except Refused as no:
            form.add_error("mobile", said(no))
            status = no.status
            return _waiting(render(request, "portal/sign_in.html", {"form": form}, status=status), no)
    return render(request, "portal/sign_in.html", {"form": form}, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@throttled
@never_cache
def code(request: HttpRequest) -> HttpResponse:
    """The code from the message; the right one begins the session. Its second button sends another."""
    asked = asked_here(request)
    if asked is None:
        return redirect("portal:sign_in")
    again = request.POST.get("act") == "again"
    form = CodeForm(request.POST if request.method == "POST" and not again else None)
    refusal: Refused | None = None
    try:
        if again:
            return _ask(request, mobile=asked.mobile, back=asked.back)
        if form.is_valid():
            return _begin(request, asked, form.cleaned_data["otp"])
    except Refused as no:
        refusal = no
        if not again:
            form.add_error("otp", said(no))
    status = refusal.status if refusal else 422 if form.errors else 200
    context = {"form": form, "sent_to": masked_mobile(asked.mobile), "wait": said(refusal) if again and refusal else ""}
    return _waiting(render(request, "portal/sign_in_code.html", context, status=status), refusal)


@require_POST
@never_cache
def sign_out(request: HttpRequest) -> HttpResponse:
    """End this browser's session; without one nothing happens. Leads to the public page."""
    end_session(raw=key_of(request), at=now())
    answer = redirect("portal:estimate")
    drop_key(answer)
    return answer


def _ask(request: HttpRequest, *, mobile: str, back: str) -> HttpResponse:
    before = asked_here(request)
    mark = before.mark if before else new_mark()
    read = act.send_sign_in_code(mobile=mobile, browser=mark, language=spoken(), address=address_of(request), at=now())
    answer = redirect("portal:sign_in_code")
    keep_asked(answer, Asked(mobile=read, mark=mark, back=back))
    return answer


def _begin(request: HttpRequest, asked: Asked, code: str) -> HttpResponse:
    key, _session = act.sign_in(
        mobile=asked.mobile, browser=asked.mark, code=code, device=device_of(request), before=key_of(request), at=now()
    )
    rotate_token(request)
    answer = redirect(asked.back or reverse("portal:my_plans"))
    keep_key(answer, key)
    return answer


def said(no: Refused) -> str:
    """A refusal in the customer's words and language: what is wrong, and what to do."""
    if no.code == "otp_limit":
        minutes = -(-int(str(no.facts["retry_after"])) // 60)
        return ngettext(
            "Another code can be sent in a minute. The one sent before counts for five minutes.",
            "Another code can be sent in %(minutes)s minutes.",
            minutes,
        ) % {"minutes": minutes}
    if no.code == "otp_expired":
        return _("No code counts any more: each is good for five minutes, five tries and one sign-in. Ask for a new one.")
    if no.code == "otp_wrong":
        return _("This is not the code that was sent. Read it again: it has six digits.")
    return _("This is not an Indian mobile number. Type its ten digits.")


def _waiting(answer: HttpResponse, no: Refused | None) -> HttpResponse:
    if no and "retry_after" in no.facts:
        answer["Retry-After"] = str(no.facts["retry_after"])
    return answer
