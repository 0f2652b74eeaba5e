"""The forms of a claim. Nothing is required here: the domain says what is missing, and its refusal stands at the field."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from upgrade_program.buyback.enums import IdKind, Listing, View
from upgrade_program.buyback.wording import Wording
from upgrade_program.interfaces.counter.forms import ShortfallForm
from upgrade_program.interfaces.counter.language import Words, spoken_here
from upgrade_program.interfaces.counter.sale.fields import RupeesField
from upgrade_program.kernel.errors import Refused

ID_WORDS = {
    IdKind.VOTER_ID: gettext_lazy("Voter ID"),
    IdKind.DRIVING_LICENCE: gettext_lazy("Driving licence"),
    IdKind.PASSPORT: gettext_lazy("Passport"),
    IdKind.PAN: "PAN",
    IdKind.AADHAAR: gettext_lazy("Aadhaar"),
}
VIEW_WORDS = {
    View.FRONT: gettext_lazy("Front"),
    View.BACK: gettext_lazy("Back"),
    View.LIT: gettext_lazy("Screen lit"),
    View.SIDES: gettext_lazy("Sides"),
    View.IMEI: gettext_lazy("IMEI screen"),
    View.SETUP: gettext_lazy("First set-up screen"),
    View.BLACKLIST: gettext_lazy("Answer of the blacklist"),
    View.DAMAGE: gettext_lazy("Damage"),
}
_CAMERA = {"accept": "image/*", "capture": "environment"}


def text(label: Words, longest: int = 200, **attrs: Any) -> forms.CharField:
    widget = forms.TextInput(attrs={"autocomplete": "off", **attrs})
    return forms.CharField(label=label, required=False, max_length=longest, widget=widget)


def picture(label: Words) -> forms.FileField:
    return forms.FileField(label=label, required=False, allow_empty_file=True, widget=forms.FileInput(attrs=_CAMERA))


class ClaimForm(forms.Form):
    """A form that takes a refusal of the domain at the field it is about."""

    places: dict[str, str] = {"file": "photo", "photos": "photo"}

    def tell(self, no: Refused) -> None:
        for error in no.errors:
            place = "points" if error.code.startswith("points_") else self.places.get(error.field or "", error.field)
            known = place in self.fields and not self.fields[place].widget.is_hidden
            if not known or place not in self.errors:
                self.add_error(place if known else None, error.message)


class StartForm(ClaimForm):
    """The IMEI, read off the handset."""

    handset_imei = text(gettext_lazy("IMEI of the handset"), 40, inputmode="numeric", **{"class": "tracking-wide"})
    token = text(gettext_lazy("Code of the reservation"), 40, autocapitalize="characters", spellcheck="false", **{"class": "tracking-wide"})


class GateForm(ClaimForm):
    """A gate that is seen or not."""


class BlacklistForm(ClaimForm):
    """What the look-up of the IMEI on the CEIR page said, and the screen that said it."""

    places = ClaimForm.places | {"gates.blacklist_clear.result": "result", "gates.blacklist_clear.photo": "photo"}
    result = forms.ChoiceField(
        label=gettext_lazy("What the CEIR page says"),
        required=False,
        choices=[(Listing.CLEAR.value, gettext_lazy("Not blocked")), (Listing.BLOCKED.value, gettext_lazy("Blocked"))],
        widget=forms.RadioSelect,
    )
    photo = picture(gettext_lazy("Picture of that screen"))


class LocksForm(ClaimForm):
    """The first set-up screen, as a picture if one can be taken."""

    photo = picture(gettext_lazy("Picture of the first set-up screen (may be left out)"))


class IdForm(ClaimForm):
    """Which ID was shown, and the last four signs of its number."""

    places = {"gates.id_seen.type": "kind", "gates.id_seen.last4": "last4"}
    kind = forms.ChoiceField(
        label=gettext_lazy("Kind of ID"),
        required=False,
        choices=[("", gettext_lazy("Choose")), *((k.value, w) for k, w in ID_WORDS.items())],
    )
    last4 = text(gettext_lazy("Its last four signs"), 40, autocapitalize="characters", spellcheck="false")


FORMS: dict[str, type[ClaimForm]] = {"blacklist_clear": BlacklistForm, "locks_removed": LocksForm, "id_seen": IdForm}


class PhotoForm(ClaimForm):
    """One photo and what it shows."""

    view = forms.CharField(required=False, max_length=20, widget=forms.HiddenInput)
    photo = picture(gettext_lazy("Photo"))


class ReasonForm(ClaimForm):
    reason = text(gettext_lazy("Reason, in a few words"))


class ReverseForm(ReasonForm, ShortfallForm):
    """Why a settlement is taken back, and what becomes of points that are missing."""


class RefuseForm(ReasonForm):
    """By which gate or question a claim is refused, and what was seen."""

    places = {"clause": "point"}
    point = forms.ChoiceField(label=gettext_lazy("What was not met"), required=False, widget=forms.RadioSelect)

    def __init__(self, data: Any = None, *, wording: Wording, point: str = "") -> None:
        super().__init__(data, initial={"point": point})
        field = self.fields["point"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101  declared above
        field.choices = [
            (each.clause, _("%(title)s · clause %(clause)s") % {"title": each.says("title", spoken_here()), "clause": each.clause})
            for each in (*wording.gates, *wording.checks)
        ]


class LookForm(ClaimForm):
    """What somebody else found of a refusal."""

    places = {"reason": "remark"}
    upheld = forms.ChoiceField(
        label=gettext_lazy("What did you find?"),
        required=True,
        choices=[
            ("no", gettext_lazy("The claim goes on: the refusal was wrong, or the fault is gone")),
            ("yes", gettext_lazy("The refusal stands")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Say what you found.")},
    )
    remark = text(gettext_lazy("What you saw, in a few words"))


class SettleForm(ClaimForm):
    """The new phone, and the customer's code."""

    places = {
        "new_phone.sku": "device",
        "new_phone.imei": "imei",
        "new_phone.price": "price",
        "new_phone.bill_number": "bill_number",
        "otp": "code",
        "payments": "points",
    }
    device = text(gettext_lazy("New phone"), 80, spellcheck="false")
    sku = forms.CharField(required=False, max_length=140, widget=forms.HiddenInput)
    imei = text(gettext_lazy("Its IMEI"), 40, inputmode="numeric", **{"class": "tracking-wide"})
    price = RupeesField(label=gettext_lazy("Its price on the bill"))
    points = RupeesField(label=gettext_lazy("Paid with points"))
    bill_number = text(gettext_lazy("Its bill number"), 120, spellcheck="false")
    excess_acknowledged = forms.BooleanField(label=gettext_lazy("The customer gives up what the new phone costs less"), required=False)
    code = forms.CharField(
        label=gettext_lazy("Code from the customer's phone"),
        required=False,
        max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code"}),
    )
