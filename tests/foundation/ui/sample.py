"""Every component once, with figures that exist: what the rendering tests and the browser look at."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal

from django import forms
from django.core.paginator import Paginator


@dataclass(frozen=True)
class Tier:
    start: date
    end: date
    percent: int
    value: Decimal


@dataclass(frozen=True)
class Line:
    label: str
    value: str


class SampleForm(forms.Form):
    sku = forms.CharField(label="Phone being bought")
    imei = forms.CharField(label="IMEI", help_text="On the box, or dial *#06#.")
    mobile = forms.CharField(label="Mobile")
    language = forms.ChoiceField(label="Language", choices=[("hi", "हिन्दी"), ("en", "English")])
    note = forms.CharField(label="Note", required=False, widget=forms.Textarea(attrs={"rows": 2}))
    kind = forms.ChoiceField(label="Display", choices=[("none", "None"), ("minor", "Minor")], widget=forms.RadioSelect)
    consent = forms.BooleanField(label="Has read the terms and agrees")
    key = forms.CharField(widget=forms.HiddenInput)

    def clean_imei(self) -> str:
        raise forms.ValidationError("These 15 digits do not belong together: one was mistyped.", code="imei_invalid")


TIERS = [
    Tier(date(2027, 2, 6), date(2027, 5, 5), 70, Decimal(6999)),
    Tier(date(2027, 5, 6), date(2027, 8, 5), 60, Decimal(5999)),
    Tier(date(2027, 8, 6), date(2027, 11, 5), 50, Decimal(5000)),
    Tier(date(2027, 11, 6), date(2028, 2, 5), 40, Decimal(4000)),
]


def context() -> dict[str, object]:
    return {
        "empty_form": SampleForm(auto_id="empty_%s", initial={"sku": "Redmi 9 Prime 4/64"}),
        "form": SampleForm({"sku": "Redmi 9 Prime 4/64", "imei": "865713 04 552019 7", "mobile": "<b>", "kind": "minor", "key": "k"}),
        "tiers": TIERS,
        "bill": date(2026, 11, 5),
        "last": date(2028, 2, 5),
        "on": date(2027, 5, 3),
        "at": datetime(2026, 11, 5, 12, 42, tzinfo=UTC),
        "amount": Decimal(6999),
        "less": Decimal(-1400),
        "lines": [Line("SRP on the bill date", "₹9,999"), Line("9,999 × 70 % = 6,999.30", "₹6,999")],
        "pages": Paginator(range(100), 10).page(2),
        "claim_states": ["open", "inspected", "offered", "accepted", "settled", "refused", "declined", "lapsed", "reversed"],
        "photo": {"visible": False, "title": "Front", "taken_at": datetime(2027, 5, 3, 6, 12, tzinfo=UTC)},
        "statuses": ["pending", "waiting", "open", "active", "held", "suspended", "redeemed", "cancelled", "expired"],
    }


PAGE = """{% extends "base.html" %}{% load su %}{% block title %}Sample{% endblock %}{% block main %}
<c-heading title="Redmi 9 Prime 4/64">{% for status in statuses %}<c-status :of="status" />{% endfor %}
{% for state in claim_states %}<c-claim-status :of="state" />{% endfor %}<c-photo :of="photo" /><span class="crumb">7K3M</span>
<c-slot name="acts"><c-button href="/x" icon="arrow-down-tray">CSV</c-button></c-slot></c-heading>
<c-scan action="/find/" error="This is neither an IMEI nor a plan number." value="12" />
<c-scan-small action="/find/" />
<c-strip><c-figure n="9">plans sold</c-figure><c-figure n="₹18,748">given</c-figure></c-strip>
<c-columns side_label="Summary"><c-money :amount="amount" size="hero" /><c-money :amount="less" /><c-money :amount="amount" size="big" />
<c-day :on="on" /><c-day :on="on" weekday="1" year="" /> {{ at|moment }}
<c-stair :bill_date="bill" :last_day="last" :tiers="tiers" :today="on" /><c-tiers :tiers="tiers" :on="on" />
<form method="post" data-enter="next"><c-enter-guard />{% for field in form %}<c-field :field="field" icon="user" />{% endfor %}
<c-errors :form="form" /><c-button kind="main" key="Ctrl Enter">Sell the plan</c-button></form>
<c-desk-table label="What changes" :heads="['What', 'Now', 'Then']"><tr><td>Cap</td><td>500</td><td>600</td></tr></c-desk-table>
<c-act-form :form="form" act="Sell the membership" icon="user" back="/" back_to="Back"><c-field :field="form.note" /></c-act-form>
<form>{% for field in empty_form %}<c-field :field="field" prefix="₹" state="good" key="/" />{% endfor %}</form>
<c-slot name="side"><section class="sheet p-5"><c-button kind="main" big="1" spread="1" icon="printer" key="P">Print</c-button>
<c-button kind="quiet" key="Enter">Next customer</c-button><c-way icon="gift" href="/gifts">Gifts</c-way>
<c-qr text="https://su.example/p/1" label="QR of the plan" /></section>
<c-section title="Why this number"><c-slot name="more"><a class="link" href="/w">More</a></c-slot><c-why :lines="lines" /></c-section>
<c-kv><c-pair label="Store">DL01</c-pair></c-kv></c-slot></c-columns>
<c-timeline><c-event icon="document-check" tone="good" when="5 Nov 2026 18:12">Plan sold</c-event></c-timeline>
<c-rows label="Plans"><c-row href="/p">Imran Sheikh<c-slot name="act"><c-button>Call</c-button></c-slot></c-row></c-rows>
<c-msg kind="bad" cause="Refused.">Do this.</c-msg><c-msg kind="warn">Soon.</c-msg>
<c-msg kind="good">Done.</c-msg><c-msg>In progress.</c-msg>
<c-badge tone="warn" icon="clock">Offer ends</c-badge><c-kbd>Enter</c-kbd>
<c-pagination :page="pages" /><c-skeleton css="h-11" /><c-theme-switch /><c-scan-sheet />
<c-empty title="No plan yet">A plan appears here.<c-slot name="acts"><c-button href="/sell">Sell one</c-button></c-slot></c-empty>
{% endblock %}"""

KEYS = """{% extends "base.html" %}{% load static %}{% block title %}Keys{% endblock %}{% block main %}
<form method="post" data-enter="next"><c-enter-guard />
<label>A <input name="a"></label><label>B <input name="b"></label><label>C <input name="c"></label>
<c-button name="act" value="sell" kind="main" key="Ctrl Enter">Sell</c-button></form>
<p><button type="button" id="p" aria-keyshortcuts="P">Print</button><input data-scan aria-label="Scan"></p>
<label><input type="checkbox" data-letters> letters</label>
{% endblock %}{% block scripts %}<script src="{% static 'js/keys.js' %}" defer></script>{% endblock %}"""

DRAFT = """{% extends "base.html" %}{% load static %}{% block title %}Draft{% endblock %}{% block main %}
<form method="post" data-sale data-due="549" data-draft="sale-1-2">
<label>Name <input name="name"></label><label>Cash <input name="cash" data-tender></label><label>UPI <input name="upi" data-tender></label>
<label><input type="checkbox" name="consent"> Yes</label>
<span data-paid="{paid} of {due}"></span><span data-rest></span><button>Sell</button></form>
{% endblock %}{% block scripts %}<script src="{% static 'js/sale.js' %}" defer></script>
<script src="{% static 'js/draft.js' %}" defer></script>{% endblock %}"""
