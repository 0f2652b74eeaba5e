"""Finding a device as people type it: note 9 pro 6/128, 9prime, a SKU, with a slip of the finger."""

from __future__ import annotations

import re
from datetime import datetime

from django.contrib.postgres.search import TrigramSimilarity
from django.db.models import Case, F, Q, QuerySet, Value, When
from django.db.models.expressions import Combinable

from upgrade_program.catalog.enums import PROGRAMME_BRANDS
from upgrade_program.catalog.models import Variant
from upgrade_program.catalog.offers import Offer
from upgrade_program.catalog.queries.offers import offer_of, offer_rows

_LONGEST_QUERY = 80
_MOST_WORDS = 10
_UNITS = re.compile(r"(?<=\d)\s*gb\b")
_MEMORY_PLUS = re.compile(r"(?<=\d)\+(?=\d)")  # 6+128 is a memory, Pro+ is a name
_RUNS = re.compile(r"[a-z]+|[0-9]+")


def search_offers(*, q: str, at: datetime, limit: int = 20, offset: int = 0) -> list[Offer]:
    """Devices in which every word of `q` occurs, sellable ones first, then those that match best; all of them for an empty `q`.

    A word matches the beginning of words of the SKU (which holds brand, model, RAM and storage), or is much like a word of the name.
    """
    words = _words(q)
    if q.strip() and not words:
        return []
    rows = offer_rows(at=at)
    for word in words:
        rows = rows.filter(_matches(word))
    ordered = _ranked(rows, words).order_by(
        F("can_sell").desc(), F("whole").desc(), F("likeness").desc(), "model__name", "model_id", "ram_gb", "storage_gb", "pk"
    )
    return [offer_of(row, at=at) for row in ordered[offset : offset + limit]]


def _words(q: str) -> list[list[str]]:
    """Each word as its runs of letters and of digits: 9prime is 9, prime."""
    text = _MEMORY_PLUS.sub("/", _UNITS.sub("", q[:_LONGEST_QUERY].lower())).replace("+", " plus ")
    return [runs for word in text.split()[:_MOST_WORDS] if (runs := _RUNS.findall(word))]


def _matches(runs: list[str]) -> Q:
    found = Q(sku__regex=_pattern(runs))
    if len(runs) == 1 and len(runs[0]) >= 4 and runs[0].isalpha():
        return found | Q(model__name__trigram_word_similar=runs[0])
    return found


def _pattern(runs: list[str], *, whole: bool = False) -> str:
    """At the beginning of a word of the SKU; the runs may stand in words of their own. Letters and digits only, so nothing to escape."""
    return "(^|-)" + "-?".join(runs) + ("(-|$)" if whole else "")


def _ranked(rows: QuerySet[Variant], words: list[list[str]]) -> QuerySet[Variant]:
    sellable = Q(model__eligible=True, model__brand__in=PROGRAMME_BRANDS, stopped_at__isnull=True)
    sellable &= Q(price_id__isnull=False, srp__isnull=False)
    whole: Combinable = Value(0)
    for word in words:
        whole = whole + Case(When(sku__regex=_pattern(word, whole=True), then=1), default=0)
    asked = " ".join("".join(word) for word in words)
    likeness = TrigramSimilarity("model__name", asked) if words else Value(0.0)
    return rows.annotate(can_sell=Case(When(sellable, then=1), default=0), whole=whole, likeness=likeness)
