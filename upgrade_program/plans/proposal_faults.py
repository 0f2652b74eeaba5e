"""What stands against a proposal of terms: bounds, order, and words in both languages; each fault with its field and a next step. Pure.

Percentages fall from tier to tier, months follow each other without gap or overlap and end with the fifteenth. The bounds leave room for
other terms and refuse slips of the finger.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from upgrade_program.kernel.errors import Invalid, Refused
from upgrade_program.plans.proposal import LANGUAGES, PARTS, Proposal, Question

LAST_MONTH = 15
MOST_TIERS, MOST_QUESTIONS, LONGEST_TEXT, LONGEST_WORDS = 8, 20, 20_000, 300
# field: least, most, what it is
BOUNDS: dict[str, tuple[int, int, str]] = {
    "activation_days": (0, 30, "days in which a manager may date the bill back"),
    "free_look_days": (0, 30, "days of free look"),
    "hold_days": (0, 15, "days for which a claim holds its tier"),
    "extension_days": (0, 15, "days by which a manager may extend"),
    "override_percent": (0, 50, "per cent that a manager may waive"),
    "override_rupees": (0, 5_000, "rupees that a manager may waive"),
    "low_price_percent": (50, 100, "per cent of its SRP below which a new phone needs a manager"),
}
MOST_OFF = 50  # per cent of the value that one fault takes off at most
_KEY = re.compile(r"[a-z][a-z_]{0,19}")
_CLAUSE = re.compile(r"[0-9]{1,2}(\.[0-9]{1,3}){0,2}")
_HINDI = re.compile(r"[\u0904-\u0939]")
_DIGITS = str.maketrans("०१२३४५६७८९", "0123456789")


def faults_of(proposal: Proposal) -> list[Refused]:
    """Everything that is wrong with it, to be told together; fields as `tiers.0.percent`, `questions.2.minor`, `text_hi`."""
    return [*_of_tiers(proposal), *_of_figures(proposal), *_of_texts(proposal), *_of_questions(proposal.questions)]


def _of_tiers(proposal: Proposal) -> Iterator[Refused]:
    tiers = proposal.tiers
    if not 1 <= len(tiers) <= MOST_TIERS:
        yield _no("tiers", f"Terms have 1 to {MOST_TIERS} tiers.", "Fill in a row for each.")
    for place, tier in enumerate(tiers):
        at = f"tiers.{place}."
        if not 0 <= tier.after < tier.through:
            yield _no(f"{at}through", "A tier ends in a later month than it begins.", "Write a larger number.")
        if tier.through > LAST_MONTH:
            yield _no(f"{at}through", f"No promise runs past {LAST_MONTH} months.", f"Write {LAST_MONTH} or less.")
        if not 1 <= tier.percent <= 100:
            yield _no(f"{at}percent", "A tier gives 1 to 100 per cent.", "Correct the figure.")
    for place, (earlier, later) in enumerate(pairwise(tiers), start=1):
        at = f"tiers.{place}."
        if later.after != earlier.through:
            what = "a gap" if later.after > earlier.through else "an overlap"
            yield _no(
                f"{at}after", f"There is {what} before this tier.", f"It begins after {earlier.through} months, where the one before ends."
            )
        if later.percent >= earlier.percent:
            yield _no(
                f"{at}percent", f"Percentages fall: the tier before gives {earlier.percent} %.", "Write less, or make one tier of the two."
            )


def _of_figures(proposal: Proposal) -> Iterator[Refused]:
    for field, (least, most, what) in BOUNDS.items():
        value = getattr(proposal if hasattr(proposal, field) else proposal.limits, field)
        if not least <= value <= most:
            yield _no(field, f"It is {least} to {most:,} {what}.", "Correct the figure.")


def _of_texts(proposal: Proposal) -> Iterator[Refused]:
    for field, text, language in (("text_en", proposal.text_en, "English"), ("text_hi", proposal.text_hi, "Hindi")):
        if not text.strip():
            yield _no(field, f"The terms have no {language} text.", "Customers read it on their page; write it.")
        elif len(text) > LONGEST_TEXT or not _printable(text):
            yield _no(field, f"A text has at most {LONGEST_TEXT:,} signs, all of them printable.", "Shorten it.")
        elif field == "text_hi" and not _HINDI.search(text):
            yield _no(field, "The Hindi text has no Hindi letter.", "Write it in Devanagari.")
        elif missing := [tier.percent for tier in proposal.tiers if not _names(text, tier.percent)]:
            said = ", ".join(f"{percent} %" for percent in missing)
            yield _no(field, f"The text does not say {said}, which a tier gives.", "Correct the text, so that it says what the table says.")


def _of_questions(questions: tuple[Question, ...]) -> Iterator[Refused]:
    if not 1 <= len(questions) <= MOST_QUESTIONS:
        yield _no("questions", f"A check list has 1 to {MOST_QUESTIONS} questions.", "Keep at least one row.")
    seen: set[str] = set()
    for place, one in enumerate(questions):
        at = f"questions.{place}."
        if not _KEY.fullmatch(one.key):
            yield _no(f"{at}key", "A key has small letters and _, at most 20 signs.", "Write it like display or back_cover.")
        elif one.key in seen:
            yield _no(f"{at}key", f"Another question is called {one.key} already.", "Choose another key.")
        seen.add(one.key)
        if not _CLAUSE.fullmatch(one.clause):
            yield _no(f"{at}clause", "A clause is a number such as 3.9.", "Write the clause of the terms that says it.")
        if not 0 <= one.minor <= one.major:
            yield _no(f"{at}minor", "A minor fault takes off no more than a major one.", "Correct one of the two.")
        if one.major > MOST_OFF:
            yield _no(f"{at}major", f"One fault takes off at most {MOST_OFF} % of the value.", "Correct the figure.")
        yield from _of_words(at, one)


def _of_words(at: str, one: Question) -> Iterator[Refused]:
    for language in LANGUAGES:
        for part in PARTS:
            words = str(one.words.get(language, {}).get(part, ""))
            field = f"{at}{part}_{language}"
            if not words.strip():
                yield _no(field, "This is not said in both languages.", "Write it: staff and customers read it at the check.")
            elif len(words) > LONGEST_WORDS or not _printable(words):
                yield _no(field, f"At most {LONGEST_WORDS} printable signs.", "Shorten it.")
            elif language == "hi" and not _HINDI.search(words):
                yield _no(field, "There is no Hindi letter in it.", "Write it in Devanagari.")


def _names(text: str, percent: int) -> bool:
    """Whether the text says the figure with its sign, in either kind of digits."""
    return re.search(rf"(?<![0-9.]){percent}\s?(%|per cent|percent|प्रतिशत)", text.translate(_DIGITS)) is not None


def _printable(text: str) -> bool:
    return all(line.isprintable() for line in text.replace("\u200d", "").replace("\u200c", "").splitlines())


def _no(field: str, sentence: str, next_step: str) -> Refused:
    return Invalid(field=field, sentence=sentence, next_step=next_step)
