"""The way of a claim as one ordered list: what is done, what is now, what comes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _

from stores.clock import STORE_TIME
from upgrade_program.buyback.enums import State
from upgrade_program.buyback.models import Claim, PassedGate
from upgrade_program.buyback.wording import Point, Wording
from upgrade_program.foundation.ui.figures import imei_spaced, moment
from upgrade_program.interfaces.counter.claim.forms import ID_WORDS
from upgrade_program.interfaces.counter.language import day_text, spoken_here
from upgrade_program.kernel.imei import masked
from upgrade_program.kernel.tongue import spoken


@dataclass(frozen=True, slots=True)
class Step:
    """One step: `kind` says which form it holds (gate, checks, photos, offer, phone), `look` how it stands (done, now, next)."""

    place: int
    key: str
    kind: str
    title: str
    note: str = ""
    when: str = ""
    look: str = "next"
    point: Point | None = None


@dataclass(frozen=True, slots=True)
class Way:
    """What the steps are made of."""

    claim: Claim
    wording: Wording
    passed: dict[str, PassedGate]
    missing: list[str]
    on: date

    def steps(self) -> list[Step]:
        """Every step in order; the first one not done is `now`."""
        rows = [*self._opening(), *map(self._gate, self.wording.gates), self._checks(), self._photos(), *self._rest()]
        steps: list[Step] = []
        open_one = False
        for place, (step, done) in enumerate(rows, start=1):
            look = "done" if done else "next" if open_one else "now"
            open_one = open_one or not done
            steps.append(Step(place, step.key, step.kind, step.title, step.note, step.when, look, step.point))
        return steps

    def _opening(self) -> list[tuple[Step, bool]]:
        claim = self.claim
        opened = _at(claim.opened_at, self.on)
        return [
            (
                Step(0, "window", "system", _("Plan live and in its window"), f"{claim.percent} %, {day_text(claim.opened_on)}", opened),
                True,
            ),
            (
                Step(
                    0,
                    "imei",
                    "system",
                    _("IMEI on the handset is the plan’s"),
                    imei_spaced(masked(claim.handset_imei)),
                    _("scanned %(opened)s") % {"opened": opened},
                ),
                True,
            ),
        ]

    def _gate(self, gate: Point) -> tuple[Step, bool]:
        row = self.passed.get(gate.key)
        note = _facts(row) if row else ""
        when = f"{row.by.name}, {_at(row.at, self.on)}" if row else ""
        return Step(0, gate.key, "gate", gate.says("title", spoken_here()), note, when, point=gate), row is not None

    def _checks(self) -> tuple[Step, bool]:
        found, asked = len(self.claim.found), len(self.wording.checks)
        claim = self.claim
        when = f"{claim.inspected_by.name}, {_at(claim.inspected_at, self.on)}" if claim.inspected_by and claim.inspected_at else ""
        return Step(
            0, "checks", "checks", _("Check list"), _("%(found)s of %(asked)s answered") % {"found": found, "asked": asked}, when
        ), claim.state != State.OPEN

    def _photos(self) -> tuple[Step, bool]:
        wanted = len(self.claim.photo_views)
        note = _("%(missing)s of %(wanted)s taken") % {"missing": wanted - len(self.missing), "wanted": wanted}
        return Step(0, "photos", "photos", _("Photos"), note), not self.missing

    def _rest(self) -> list[tuple[Step, bool]]:
        offered = self.claim.state in {State.OFFERED, State.ACCEPTED}
        return [
            (Step(0, "offer", "offer", _("Offer to the customer"), _("on paper, or on their own phone")), offered),
            (Step(0, "phone", "phone", _("New phone, and the customer’s code"), _("Redmi, Mi or Xiaomi, on this store’s bill")), False),
        ]


def _facts(row: PassedGate) -> str:
    facts = row.facts
    if "last4" in facts:
        kind = {str(key): words for key, words in ID_WORDS.items()}.get(facts.get("type", ""), "ID")
        return f"{kind} ···{facts['last4']}"
    if "result" in facts:
        return ", ".join(part for part in (f"{facts.get('source', '')}: {spoken(facts['result'])}", facts.get("reference", "")) if part)
    if "answer" in facts:
        return f"{facts.get('source', '')}: {spoken(facts['answer'])}".strip(": ")
    return ""


def _at(at: datetime, on: date) -> str:
    """11:42 of today, 5 Nov 2020, 11:42 of another day."""
    local = at.astimezone(STORE_TIME)
    return f"{local:%H:%M}" if local.date() == on else moment(local)
