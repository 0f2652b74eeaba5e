"""The forms of a claim. Nothing is required here: the domain says what is missing, and its refusal stands at the field."""

from __future__ import annotations

from typing import Any

from django import forms

from upgrade_program.buyback.enums import IdKind, Listing, View
from upgrade_program.buyback.wording import Wording
from upgrade_program.interfaces.counter.forms import ShortfallForm
from upgrade_program.interfaces.counter.sale.fields import RupeesField
from upgrade_program.kernel.errors import Refused

ID_WORDS = {
    IdKind.VOTER_ID: "Voter ID",
    IdKind.DRIVING_LICENCE: "Driving licence",
    IdKind.PASSPORT: "Passport",
    IdKind.PAN: "PAN",
    IdKind.AADHAAR: "Aadhaar",
}
VIEW_WORDS = {
    View.FRONT: "Front",
    View.BACK: "Back",
    View.LIT: "Screen lit",
    View.SIDES: "Sides",
    View.IMEI: "IMEI screen",
    View.SETUP: "First set-up screen",
    View.BLACKLIST: "Answer of the blacklist",
    View.DAMAGE: "Damage",
}
_CAMERA = {"accept": "image/*", "capture": "environment"}


def text(label: str, longest: int = 200, **attrs: Any) -> forms.CharField:
    widget = forms.TextInput(attrs={"autocomplete": "off", **attrs})
    return forms.CharField(label=label, required=False, max_length=longest, widget=widget)


def picture(label: str) -> forms.FileField:
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

    handset_imei = text("IMEI of the handset", 40, inputmode="numeric", **{"class": "tracking-wide"})
    token = text("Code of the reservation", 40, autocapitalize="characters", spellcheck="false", **{"class": "tracking-wide"})


class GateForm(ClaimForm):
    """A gate that is seen or not."""


class BlacklistForm(ClaimForm):
    """What the look-up of the IMEI on the CEIR page said, and the screen that said it."""

    places = ClaimForm.places | {"gates.blacklist_clear.result": "result", "gates.blacklist_clear.photo": "photo"}
    result = forms.ChoiceField(
        label="What the CEIR page says",
        required=False,
        choices=[(Listing.CLEAR.value, "Not blocked"), (Listing.BLOCKED.value, "Blocked")],
        widget=forms.RadioSelect,
    )
    photo = picture("Picture of that screen")


class LocksForm(ClaimForm):
    """The first set-up screen, as a picture if one can be taken."""

    photo = picture("Picture of the first set-up screen (may be left out)")


class IdForm(ClaimForm):
    """Which ID was shown, and the last four signs of its number."""

    places = {"gates.id_seen.type": "kind", "gates.id_seen.last4": "last4"}
    kind = forms.ChoiceField(label="Kind of ID", required=False, choices=[("", "Choose"), *((k.value, w) for k, w in ID_WORDS.items())])
    last4 = text("Its last four signs", 40, autocapitalize="characters", spellcheck="false")


FORMS: dict[str, type[ClaimForm]] = {"blacklist_clear": BlacklistForm, "locks_removed": LocksForm, "id_seen": IdForm}


class PhotoForm(ClaimForm):
    """One photo and what it shows."""

    view = forms.CharField(required=False, max_length=20, widget=forms.HiddenInput)
    photo = picture("Photo")


class ReasonForm(ClaimForm):
    reason = text("Reason, in a few words")


class ReverseForm(ReasonForm, ShortfallForm):
    """Why a settlement is taken back, and what becomes of points that are missing."""


class RefuseForm(ReasonForm):
    """By which gate or question a claim is refused, and what was seen."""

    places = {"clause": "point"}
    point = forms.ChoiceField(label="What was not met", required=False, widget=forms.RadioSelect)

    def __init__(self, data: Any = None, *, wording: Wording, point: str = "") -> None:
        super().__init__(data, initial={"point": point})
        field = self.fields["point"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101  declared above
        field.choices = [(each.clause, f"{each.says('title')} · clause {each.clause}") for each in (*wording.gates, *wording.checks)]


class LookForm(ClaimForm):
    """What somebody else found of a refusal."""

    places = {"reason": "remark"}
    upheld = forms.ChoiceField(
        label="What did you find?",
        required=True,
        choices=[("no", "The claim goes on: the refusal was wrong, or the fault is gone"), ("yes", "The refusal stands")],
        widget=forms.RadioSelect,
        error_messages={"required": "Say what you found."},
    )
    remark = text("What you saw, in a few words")


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
    device = text("New phone", 80, spellcheck="false")
    sku = forms.CharField(required=False, max_length=140, widget=forms.HiddenInput)
    imei = text("Its IMEI", 40, inputmode="numeric", **{"class": "tracking-wide"})
    price = RupeesField(label="Its price on the bill")
    points = RupeesField(label="Paid with points")
    bill_number = text("Its bill number", 120, spellcheck="false")
    excess_acknowledged = forms.BooleanField(label="The customer gives up what the new phone costs less", required=False)
    code = forms.CharField(
        label="Code from the customer's phone",
        required=False,
        max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code"}),
    )
