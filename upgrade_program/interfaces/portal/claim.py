"""The newest claim of a plan as its customer reads it: where it stands, what it brings, what comes next; in English and Hindi."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Exists, OuterRef

from upgrade_program.buyback.enums import State
from upgrade_program.buyback.models import Claim
from upgrade_program.buyback.queries import state_on, wording_of, worth_of
from upgrade_program.buyback.wording import Point
from upgrade_program.buyback.working import offer_working
from upgrade_program.kernel.wording import day_text, rupees_text
from upgrade_program.plans.enums import Change
from upgrade_program.plans.models import HolderChange, Plan

SHOWN_DAYS = 30  # how long a claim that came to nothing stays on the page
# state: headline, then what it means and what comes next
_WORDS: dict[str, dict[str, tuple[str, str]]] = {
    "en": {
        "open": ("Your phone is being checked", "{store} holds {assured} for you through {day}. Nothing is final before you say yes."),
        "inspected": (
            "Your phone was checked",
            "This is what it brings. {assured} is held through {day}; the store makes you the offer next.",
        ),
        "offered": (
            "The store's offer to you",
            "Read it line by line. If you agree, tell the store the code that we sent to your mobile; before that nothing is final. "
            "The offer stands through {day}.",
        ),
        "accepted": ("You said yes", "The store sets {payable} against your new phone, through {day}."),
        "settled": ("Done: {exchange} for your phone", "Set against your new {phone} by voucher {voucher}."),
        "refused": (
            "The store could not take your phone",
            "{cause} (clause {clause}). Your plan goes on. {assured} stays held through {day}, and somebody else can take a second look.",
        ),
        "upheld": (
            "The store could not take your phone",
            "{cause} (clause {clause}), and a second look found the same. Your plan goes on.",
        ),
        "declined": ("You kept your phone", "Nothing is held any more; your plan goes on with its own dates."),
        "lapsed": ("The claim has ended", "What was held through {day} is no longer held; your plan goes on with its own dates."),
        "reversed": ("Taken back", "Your new {phone} was returned, so your old phone is yours again and the plan has its own dates."),
    },
    "hi": {
        "open": ("आपके फ़ोन की जाँच हो रही है", "{store} ने आपके लिए {assured} {day} तक रोके हैं। आपके हाँ कहने से पहले कुछ पक्का नहीं है।"),
        "inspected": ("आपके फ़ोन की जाँच हो गई", "इससे इतना मिलता है। {assured} {day} तक रोके गए हैं; अब स्टोर आपको प्रस्ताव देगा।"),
        "offered": (
            "आपके लिए स्टोर का प्रस्ताव",
            "एक-एक पंक्ति पढ़ें। सहमत हों तो मोबाइल पर आया कोड स्टोर को बताएँ; उससे पहले कुछ पक्का नहीं है। प्रस्ताव {day} तक है।",
        ),
        "accepted": ("आपने हाँ कहा", "स्टोर {payable} आपके नए फ़ोन पर घटाएगा, {day} तक।"),
        "settled": ("हो गया: आपके फ़ोन के {exchange}", "आपके नए {phone} पर वाउचर {voucher} से घटाए गए।"),
        "refused": (
            "स्टोर आपका फ़ोन नहीं ले सका",
            "{cause} (नियम {clause})। आपका प्लान जारी है। {assured} {day} तक रोके गए हैं, और कोई दूसरा दोबारा जाँच कर सकता है।",
        ),
        "upheld": ("स्टोर आपका फ़ोन नहीं ले सका", "{cause} (नियम {clause}), दोबारा जाँच में भी यही मिला। आपका प्लान जारी है।"),
        "declined": ("आपने फ़ोन अपने पास रखा", "अब कुछ रोका नहीं है; प्लान अपनी तारीख़ों के साथ जारी है।"),
        "lapsed": ("दावा समाप्त हुआ", "{day} तक रोकी गई क़ीमत अब रोकी नहीं है; प्लान अपनी तारीख़ों के साथ जारी है।"),
        "reversed": ("वापस लिया गया", "नया {phone} लौटाया गया, इसलिए पुराना फ़ोन फिर आपका है और प्लान की अपनी तारीख़ें हैं।"),
    },
}
_ENDED = {State.DECLINED, State.LAPSED, State.REVERSED, State.REFUSED}
_OFFERS = {State.INSPECTED, State.OFFERED, State.ACCEPTED, State.SETTLED}


@dataclass(frozen=True, slots=True)
class ShownClaim:
    """A claim in words: `lines` are label and value of the offer, `remedy` the steps after a refusal; `tone` colours the message."""

    state: str
    tone: str
    headline: str
    sentence: str
    lines: list[tuple[str, str]]
    remedy: list[str]


def shown_claim(plan: Plan, *, language: str, on: date) -> ShownClaim | None:
    """The newest claim of a plan, for whoever has the plan's link; one that came to nothing for a month only.

    Names no staff and no IMEI, and tells nothing of a claim by whoever had the plan before.
    """
    handed_on = HolderChange.objects.filter(plan=OuterRef("plan"), kind=Change.TRANSFER, at__gte=OuterRef("opened_at"))
    claims = Claim.objects.filter(plan=plan).exclude(Exists(handed_on))
    claim = claims.select_related("store", "settlement__voucher").order_by("-id").first()
    if claim is None or plan.status == "cancelled":
        return None
    claim.plan = plan
    state = state_on(claim, on=on)
    if state in _ENDED and claim.held_through + timedelta(days=SHOWN_DAYS) < on:
        return None
    key = "upheld" if state is State.REFUSED and (claim.upheld or claim.held_through < on) else str(state)
    missed = wording_of(claim).point(claim.gate)
    headline, sentence = (words.format(**_facts(claim, missed, language)) for words in _WORDS[language][key])
    return ShownClaim(
        state=str(state),
        tone={State.REFUSED: "warn", State.SETTLED: "good", State.ACCEPTED: "good"}.get(state, "info"),
        headline=headline,
        sentence=sentence,
        lines=[line.read(language) for line in offer_working(worth_of(claim), wording_of(claim))] if state in _OFFERS else [],
        remedy=missed.advice(language) if missed and state is State.REFUSED else [],
    )


def _facts(claim: Claim, missed: Point | None, language: str) -> dict[str, str]:
    """What the words name; `missed` is the gate or question that a refused claim did not meet."""
    settlement = getattr(claim, "settlement", None)
    return {
        "store": claim.store.name,
        "assured": rupees_text(claim.assured),
        "payable": rupees_text(claim.payable or 0),
        "day": day_text(claim.held_through, language),
        "cause": missed.cause(language) if missed else "",
        "clause": claim.clause,
        "exchange": rupees_text(settlement.exchange) if settlement else "",
        "phone": settlement.new_device if settlement else "",
        "voucher": settlement.voucher.number if settlement else "",
    }
