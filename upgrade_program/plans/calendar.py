"""The days on which a promise falls, as a calendar file (iCalendar, RFC 5545): an all-day event a last day, alarms before it. Pure.

Each event stands on the last day of a value. It rings 14 and 3 days before, at ten in the morning.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from uuid import NAMESPACE_URL, uuid5

from icalendar import Alarm, Calendar, Event, vText

from upgrade_program.kernel.wording import day_text, rupees_text
from upgrade_program.plans.terms import ONE_DAY, DatedTier

ALARMS = (14, 3)  # days before
_TEN = timedelta(hours=10)  # of the morning: an all-day event begins at midnight, when nobody wants to be rung
_WORDS: dict[str, dict[str, str]] = {
    "en": {
        "name": "Smart Upgrade: {device}",
        "falls": "Last day for up to {value}: {device}",
        "ends": "Last day of your plan, up to {value}: {device}",
        "then": "From {day} it is up to {next}, {less} less.",
        "nothing": "From {day} the plan gives nothing any more.",
        "through": "Through {day} your {device} is worth up to {value} against a new phone (Smart Upgrade plan {number}).",
        "bring": "Bring the phone, its bill and an ID to any of our stores by then. What it brings depends on the check there.",
        "alarm": "{days} days left: {summary}",
    },
    "hi": {
        "name": "Smart Upgrade: {device}",
        "falls": "{value} तक का आख़िरी दिन: {device}",
        "ends": "आपके प्लान का आख़िरी दिन, {value} तक: {device}",
        "then": "{day} से {next} तक, यानी {less} कम।",
        "nothing": "{day} से प्लान से कुछ नहीं मिलेगा।",
        "through": "{day} तक नए फ़ोन पर आपके {device} के {value} तक मिलते हैं (Smart Upgrade प्लान {number})।",
        "bring": "तब तक फ़ोन, उसका बिल और पहचान-पत्र लेकर हमारे किसी भी स्टोर पर आएँ। कितना मिलेगा, यह वहाँ की जाँच पर है।",
        "alarm": "{days} दिन बाक़ी: {summary}",
    },
}


def calendar_of(tiers: Sequence[DatedTier], *, number: str, device: str, language: str, on: date, at: datetime, link: str = "") -> bytes:
    """The file for the last days from `on` on, in a language (en, hi); `number` as it is written, `link` where the plan is shown.

    An event keeps its UID whatever the language and whenever the file is made, so that a calendar which takes it again has it once.
    """
    words, device = _WORDS[language], " ".join(device.split())
    calendar = Calendar()
    calendar.add("prodid", "-//Smart Upgrade//Plan//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", vText(words["name"].format(device=device)))
    for place, tier in enumerate(tiers):
        if tier.end >= on:
            following = tiers[place + 1] if place + 1 < len(tiers) else None
            calendar.add_component(_event(tier, following, number=number, device=device, language=language, at=at, link=link))
    file: bytes = calendar.to_ical()
    return file


def _event(tier: DatedTier, following: DatedTier | None, *, number: str, device: str, language: str, at: datetime, link: str) -> Event:
    words = _WORDS[language]
    facts = {"device": device, "number": number, "value": rupees_text(tier.value), "day": day_text(tier.end, language)}
    summary = words["falls" if following else "ends"].format(**facts)
    event = Event()
    event.add("uid", f"{uuid5(NAMESPACE_URL, f'smart-upgrade:{number}:{tier.end.isoformat()}')}@smart-upgrade")
    event.add("dtstamp", at.astimezone(UTC))
    event.add("dtstart", tier.end)
    event.add("dtend", tier.end + ONE_DAY)
    event.add("transp", "TRANSPARENT")
    event.add("summary", summary)
    event.add("description", "\n".join([words["through"].format(**facts), _then(tier, following, words, language), words["bring"]]))
    if link:
        event.add("url", link)
    for days in ALARMS:
        alarm = Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("trigger", _TEN - timedelta(days=days))
        alarm.add("description", words["alarm"].format(days=days, summary=summary))
        event.add_component(alarm)
    return event


def _then(tier: DatedTier, following: DatedTier | None, words: dict[str, str], language: str) -> str:
    day = day_text(tier.end + ONE_DAY, language)
    if following is None:
        return words["nothing"].format(day=day)
    return words["then"].format(day=day, next=rupees_text(following.value), less=rupees_text(tier.value - following.value))
