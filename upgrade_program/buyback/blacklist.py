"""The port to the register of lost and stolen phones (CEIR), by whoever the setting BLACKLIST names.

There is no public interface to it: by default staff look the IMEI up on its web page and keep a screenshot.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from django.conf import settings
from django.utils.module_loading import import_string

from upgrade_program.buyback.enums import Listing
from upgrade_program.buyback.refusals import LookUpUnavailable
from upgrade_program.buyback.wire import NoAnswer, ask


@dataclass(frozen=True, slots=True)
class LookUp:
    """What a register says of an IMEI, and which register said it."""

    result: Listing
    source: str
    reference: str = ""


class Blacklist(Protocol):
    """Whoever can be asked about an IMEI."""

    def look_up(self, imei: str) -> LookUp | None:
        """What is known of it; None when only people can look it up. Refuses (`look_up_unavailable`) within a few seconds."""


class ByHand:
    """Nobody can be asked: the clerk opens the CEIR page and keeps a screenshot."""

    def look_up(self, imei: str) -> LookUp | None:
        return None


class HttpBlacklist:
    """A service: posts the IMEI in the body, reads result ("clear" or "blocked") and reference. Settings: BLACKLIST_SERVICE."""

    def look_up(self, imei: str) -> LookUp | None:
        try:
            told = ask(settings.BLACKLIST_SERVICE, {"imei": imei})
        except NoAnswer as silence:
            raise LookUpUnavailable from silence
        word = str(told.get("result", "")).lower()
        if word not in list(Listing):
            raise LookUpUnavailable
        reference = "".join(sign for sign in str(told.get("reference") or "") if sign.isalnum() or sign in "-/.")[:40]
        if imei in reference:
            reference = ""  # facts hold no IMEI
        return LookUp(result=Listing(word), source=settings.BLACKLIST_SERVICE.get("name") or "look-up service", reference=reference)


def blacklist() -> Blacklist:
    """Whoever settings name."""
    made: Blacklist = import_string(settings.BLACKLIST)()
    return made


def connected() -> bool:
    """Whether a service can be asked, or only people can look."""
    return not isinstance(blacklist(), ByHand)
