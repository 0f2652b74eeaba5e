"""The first rewards of the demo: vouchers, a partner's deal, a member price, and goods to download, drawn and played by this module."""

from __future__ import annotations

import math
import struct
import wave
from datetime import datetime
from io import BytesIO

from PIL import Image, ImageDraw

from loyalty.activity.models import Mission
from loyalty.activity.services import add_mission, check_in
from loyalty.activity.services.missions import NewMission
from loyalty.ledger.causes import Cause
from loyalty.ledger.services import adjust
from loyalty.programme.services import join
from loyalty.rewards.models import Reward
from loyalty.rewards.services import add_file, add_reward, load_codes, redeem_reward, set_terms
from loyalty.rewards.services.catalogue import NewReward
from stores.clock import local_day
from upgrade_program.customers.models import Customer
from upgrade_program.kernel.actor import SYSTEM, Actor
from upgrade_program.plans.models import Plan

_WHY = "first catalogue"
_COFFEES = "\n".join(f"COFFEE-{number:04d}" for number in range(1, 201))
# What it is, then points, how many a member within which period, and for how many days its code is good.
REWARDS: list[tuple[NewReward, int, int, str, int | None]] = [
    (
        NewReward(
            key="case-voucher",
            kind="voucher",
            name="₹500 off a case or charger",
            name_hi="कवर या चार्जर पर ₹500 छूट",
            about="A code that takes ₹500 off any case or charger in the store.",
            about_hi="एक कोड जिससे स्टोर में किसी भी कवर या चार्जर पर ₹500 घटते हैं।",
            cap=500,
        ),
        400,
        2,
        "year",
        90,
    ),
    (
        NewReward(
            key="coffee-for-two",
            kind="partner",
            name="Coffee for two",
            name_hi="दो लोगों की कॉफ़ी",
            about="Two coffees at the partner's cafés; show the code at the till.",
            about_hi="साझेदार के कैफ़े में दो कॉफ़ी; काउंटर पर कोड दिखाएँ।",
            partner="Nukkad Coffee",
            made="list",
        ),
        250,
        1,
        "month",
        30,
    ),
    (
        NewReward(
            key="refurbished-70",
            kind="refurbished",
            name="70 % off a refurbished phone",
            name_hi="पुराने फ़ोन पर 70 % छूट",
            about="The member price on one refurbished phone of the store's shelf, while the number lasts.",
            about_hi="स्टोर के एक रीफ़र्बिश्ड फ़ोन पर सदस्य मूल्य, जब तक संख्या बची है।",
            percent_off=70,
            cap=25,
        ),
        1500,
        1,
        "year",
        14,
    ),
    (
        NewReward(
            key="dawn-wallpapers",
            kind="goods",
            name="Dawn wallpapers",
            name_hi="भोर के वॉलपेपर",
            about="Three wallpapers for the phone, to download.",
            about_hi="फ़ोन के लिए तीन वॉलपेपर, डाउनलोड के लिए।",
        ),
        60,
        1,
        "ever",
        None,
    ),
    (
        NewReward(
            key="bells-ringtones",
            kind="goods",
            name="Bells ringtones",
            name_hi="घंटियों की रिंगटोन",
            about="Two ringtones for the phone, to download.",
            about_hi="फ़ोन के लिए दो रिंगटोन, डाउनलोड के लिए।",
        ),
        40,
        1,
        "ever",
        None,
    ),
]
_SKIES = {
    "Dawn over the river": ("नदी पर भोर", (24, 32, 84), (255, 148, 92)),
    "Dawn in the hills": ("पहाड़ों में भोर", (12, 74, 96), (250, 214, 165)),
    "Dawn in the city": ("शहर में भोर", (66, 30, 90), (255, 111, 145)),
}
_TUNES = {"Temple bell": ("मंदिर की घंटी", (440, 554, 659)), "Shop door": ("दुकान का दरवाज़ा", (784, 659))}


def make_rewards(*, at: datetime) -> int:
    """Put the first rewards on offer, with their codes and files, and the first missions; a catalogue that has any stays. Says how many."""
    if Reward.objects.exists():
        return 0
    for new, points, most, period, good_days in REWARDS:
        reward = add_reward(new=new, actor=SYSTEM, at=at)
        set_terms(
            reward=reward,
            points=points,
            most=most,
            period=period,
            from_at=at,
            until=None,
            good_days=good_days,
            reason=_WHY,
            actor=SYSTEM,
            at=at,
        )
        if reward.made == "list":
            load_codes(reward=reward, text=_COFFEES, reason=_WHY, actor=SYSTEM, at=at)
    for key, files in (("dawn-wallpapers", _wallpapers()), ("bells-ringtones", _ringtones())):
        reward = Reward.objects.get(key=key)
        for title, title_hi, data in files:
            add_file(reward=reward, title=title, title_hi=title_hi, file=BytesIO(data), actor=SYSTEM, at=at)
    return len(REWARDS) + _make_missions(at=at)


def keep_members(actors: dict[str, dict[str, Actor]], *, at: datetime) -> list[tuple[Actor, Customer]]:
    """In each store two customers join and get points to begin with; the first of them has had a voucher and wallpapers.

    Gives the others, each with the clerk they know: they have points to pay with.
    """
    others = []
    for people in actors.values():
        clerk = people["clerk"]
        recent = Plan.objects.filter(store_id=clerk.store_id or 0, status="active").order_by("-id").select_related("customer")[:2]
        for number, plan in enumerate(recent):
            customer = plan.customer
            join(customer=customer, text_version=1, language=customer.language, actor=clerk, at=at)
            cause = Cause(source_type="adjustment", source_id=f"demo:{customer.pk}", at=at, note="points to begin with")
            adjust(customer_id=customer.pk, points=2000, cause=cause)
            check_in(customer_id=customer.pk, actor=clerk, at=at)
            for key in ("case-voucher", "dawn-wallpapers") if number == 0 else ():
                redeem_reward(reward=key, customer_id=customer.pk, actor=clerk, at=at)
            others += [(clerk, customer)] if number else []
    return others


def _make_missions(*, at: datetime) -> int:
    """A mission of each proof."""
    first, words = local_day(at), "Points once the purchase can no longer be given back."
    for key, proof, title, title_hi, points, turn in (
        ("first-purchase", "purchase", "Buy with a plan", "प्लान के साथ ख़रीदें", 20, "month"),
        ("say-it", "review", "Review what you bought", "ख़रीद की समीक्षा लिखें", 15, "month"),
        ("bring-a-friend", "referral", "Bring a friend", "दोस्त को लाएँ", 100, "day"),
        ("fan-evening", "event", "Come to a fan evening", "फ़ैन शाम में आएँ", 50, "month"),
    ):
        mission = NewMission(
            key=key,
            proof=proof,
            title=title,
            title_hi=title_hi,
            about=words,
            about_hi="पॉइंट तब मिलते हैं जब ख़रीद लौटाई नहीं जा सकती।",
            points=points,
            turn=turn,
            first_day=first,
        )
        add_mission(new=mission, actor=SYSTEM, at=at)
    return Mission.objects.count()


def _wallpapers() -> list[tuple[str, str, bytes]]:
    """Skies from dark to light with a sun in them, 540 × 1170."""
    made = []
    for title, (title_hi, top, bottom) in _SKIES.items():
        ramp = Image.linear_gradient("L").resize((540, 1170))
        sky = Image.composite(Image.new("RGB", ramp.size, bottom), Image.new("RGB", ramp.size, top), ramp)
        ImageDraw.Draw(sky).ellipse((190, 780, 350, 940), fill=(255, 236, 200))
        out = BytesIO()
        sky.save(out, "JPEG", quality=85)
        made.append((title, title_hi, out.getvalue()))
    return made


def _ringtones() -> list[tuple[str, str, bytes]]:
    """Bells that fade, mono, 11 kHz."""
    rate, made = 11_025, []
    for title, (title_hi, notes) in _TUNES.items():
        samples = [
            int(20_000 * math.exp(-3 * step / rate) * math.sin(2 * math.pi * note * step / rate))
            for note in notes
            for step in range(rate // 2)
        ]
        out = BytesIO()
        with wave.open(out, "wb") as tune:
            tune.setnchannels(1)
            tune.setsampwidth(2)
            tune.setframerate(rate)
            tune.writeframes(struct.pack(f"<{len(samples)}h", *samples))
        made.append((title, title_hi, out.getvalue()))
    return made
