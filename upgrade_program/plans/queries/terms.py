"""Which terms are in force, and what they say."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

from upgrade_program.kernel.wording import day_text
from upgrade_program.plans.conditions import Check, Limits
from upgrade_program.plans.enums import Basis
from upgrade_program.plans.models import TermsCheck, TermsTier, TermsVersion
from upgrade_program.plans.refusals import NoTermsInForce
from upgrade_program.plans.terms import Terms, Tier


def terms_in_force(*, on: date) -> tuple[int, Terms]:
    """Id and content of the terms for a bill date; refuses when none are in force."""
    row = TermsVersion.objects.filter(valid__contains=on).values_list("id", flat=True).first()
    if row is None:
        raise NoTermsInForce(day=day_text(on))
    return row, terms_by_id(row)


@lru_cache(maxsize=64)
def terms_by_id(pk: int) -> Terms:
    """The terms of a version. Versions are immutable, so they are kept by id."""
    version = TermsVersion.objects.get(pk=pk)
    return Terms(
        version=version.version,
        tiers=tuple(Tier(row.after, row.through, row.percent) for row in TermsTier.objects.filter(terms=pk).order_by("after")),
        activation_days=version.activation_days,
        free_look_days=version.free_look_days,
        basis=Basis(version.basis),
        checks=tuple(Check(row.key, row.minor, row.major) for row in TermsCheck.objects.filter(terms=pk).order_by("place")),
        limits=Limits(
            hold_days=version.hold_days,
            extension_days=version.extension_days,
            override_percent=version.override_percent,
            override_rupees=version.override_rupees,
            low_price_percent=version.low_price_percent,
            transfer=version.transfer,
        ),
    )


@lru_cache(maxsize=64)
def check_titles(pk: int) -> dict[str, dict[str, str]]:
    """What the questions of a version's check list are called: language -> key -> title. They never change, so they are kept by id."""
    rows = TermsCheck.objects.filter(terms=pk).order_by("place").values_list("key", "words")
    return {language: {key: str(words[language]["title"]) for key, words in rows} for language in ("en", "hi")}
