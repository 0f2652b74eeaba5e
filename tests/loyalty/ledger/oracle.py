"""The rules of the ledger once more, in plain dicts and lists, as a shop manager would keep them by hand (loyalty section 2).

It knows no table, no job and no entry: what time does is done before each act. What it says, the ledger must say.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import count
from typing import Any
from zoneinfo import ZoneInfo

Lot = dict[str, Any]
INDIA = ZoneInfo("Asia/Kolkata")


class Oracle:
    """`members`: their lots and debt. A refusal is told by its code, and nothing has changed then."""

    def __init__(self, members: list[int]) -> None:
        self.members: dict[int, dict[str, Any]] = {name: {"lots": [], "debt": 0, "now": None} for name in members}
        self.earns: dict[str, dict[str, Any]] = {}
        self.spends: list[dict[str, Any]] = []
        self.holds: list[dict[str, Any]] = []
        self._ages = count()

    # What stands ---------------------------------------------------------------------------------------------------------------

    def who(self, name: int) -> int:
        """The member whom this one was merged into, if so."""
        while self.members[name]["now"] is not None:
            name = self.members[name]["now"]
        return name

    def balances(self, name: int, at: datetime) -> tuple[int, int, int, int]:
        """Pending, available, held, debt."""
        member = self._settled(name, at)
        lots = member["lots"]
        pending = sum(lot["left"] for lot in lots if lot["waits"])
        return pending, sum(lot["left"] for lot in lots) - pending, sum(lot["held"] for lot in lots), member["debt"]

    def standing(self, name: int, at: datetime) -> list[tuple[Any, int, bool]]:
        """End, points left and whether they wait, of each lot with points, sorted."""
        lots = self._settled(name, at)["lots"]
        return sorted(((str(lot["ends"]), lot["left"], lot["waits"]) for lot in lots if lot["left"]), key=repr)

    # Acts ------------------------------------------------------------------------------------------------------------------------

    def earn(self, name: int, points: int, source: str, at: datetime, live: datetime, ends: datetime | None) -> str:
        if source in self.earns:
            return ""
        self.earns[source] = {"member": name, "points": points, "clawed": 0, "dead": 0}
        self._new(self._settled(name, at), points, live, ends, source, waits=live > at)
        self._pay(name, at)
        return ""

    def adjust(self, name: int, points: int, at: datetime, ends: datetime | None) -> str:
        member = self._settled(name, at)
        if points < 0:
            return "" if self._take(member, -points) else "points_insufficient"
        self._new(member, points, at, ends, "")
        self._pay(name, at)
        return ""

    def redeem(self, name: int, points: int, at: datetime) -> str:
        taken = self._take(self._settled(name, at), points)
        if not taken:
            return "points_insufficient"
        self.spends.append({"member": name, "parts": taken, "back": 0})
        return ""

    def hold(self, name: int, points: int, at: datetime, until: datetime) -> str:
        taken = self._take(self._settled(name, at), points)
        if not taken:
            return "points_insufficient"
        for lot, part in taken:
            lot["held"] += part
        self.holds.append({"member": name, "parts": taken, "state": "open", "until": until})
        return ""

    def capture(self, number: int, at: datetime) -> str:
        hold = self.holds[number]
        if hold["state"] == "captured":
            return ""
        if hold["state"] == "released" or hold["until"] <= at:
            return "hold_over"
        for lot, part in hold["parts"]:
            lot["held"] -= part
        hold["state"] = "captured"
        self.spends.append({"member": hold["member"], "parts": hold["parts"], "back": 0})
        return ""

    def release(self, number: int, at: datetime) -> str:
        hold = self.holds[number]
        if hold["state"] != "open":
            return "" if hold["state"] == "released" else "hold_over"
        self._settled(hold["member"], at)
        for lot, part in hold["parts"]:
            lot["held"] -= part
            lot["left"] += part
            self._die(lot, at)
        hold["state"] = "released"
        self._pay(hold["member"], at)
        return ""

    def release_due(self, at: datetime) -> None:
        for number, hold in enumerate(self.holds):
            if hold["state"] == "open" and hold["until"] <= at:
                self.release(number, at)

    def claw_back(self, source: str, in_all: int, at: datetime) -> str:
        earn = self.earns[source]
        if in_all > earn["points"]:
            return "points_beyond_original"
        member = self._settled(earn["member"], at)
        missing = in_all - earn["dead"] - earn["clawed"]
        if missing <= 0:
            return ""
        earn["clawed"] += missing
        lots = sorted(member["lots"], key=_spending_order)
        for lot in [*(lot for lot in lots if lot["of"] == source), *(lot for lot in lots if lot["of"] != source and not lot["waits"])]:
            part = min(missing, lot["left"])
            lot["left"] -= part
            missing -= part
        member["debt"] += missing
        return ""

    def restore(self, number: int, in_all: int, at: datetime) -> str:
        spend = self.spends[number]
        if in_all > sum(part for _, part in spend["parts"]):
            return "points_beyond_original"
        member = self._settled(spend["member"], at)
        parts, done = [], spend["back"]
        for lot, part in reversed(spend["parts"]):
            skipped = min(done, part)
            done -= skipped
            parts.append((lot, part - skipped))
        missing = in_all - spend["back"]
        spend["back"] = max(spend["back"], in_all)
        for lot, part in parts:
            back = min(part, max(0, missing))
            missing -= back
            if back:
                self._give_back(member, lot, back, at)
        self._pay(spend["member"], at)
        return ""

    def merge(self, old: int, new: int, at: datetime) -> str:
        old, new = self.who(old), self.who(new)
        if old == new:
            return "same_account"
        gone, stays = self.members[old], self.members[new]
        if any(lot["held"] for lot in gone["lots"]):
            return "points_on_hold"
        self._settled(old, at)
        self._settled(new, at)
        for lot in sorted(gone["lots"], key=_spending_order):
            if lot["left"]:
                self._new(stays, lot["left"], lot["live"], lot["ends"], lot["of"], waits=lot["waits"])
                lot["left"] = 0
        stays["debt"] += gone["debt"]
        gone["debt"], gone["now"] = 0, new
        self._pay(new, at)
        return ""

    # What time does, and what everybody does ---------------------------------------------------------------------------------------

    def _settled(self, name: int, at: datetime) -> dict[str, Any]:
        member = self.members[self.who(name)]
        steps = [(lot["live"], 0, lot) for lot in member["lots"] if lot["waits"] and lot["live"] <= at]
        steps += [(lot["ends"], 1, lot) for lot in member["lots"] if lot["ends"] is not None and lot["ends"] <= at]
        for _, dies, lot in sorted(steps, key=lambda step: (step[0], step[1], step[2]["age"])):
            if dies:
                self._die(lot, at)
            else:
                lot["waits"] = False
                paid = min(member["debt"], lot["left"])
                lot["left"] -= paid
                member["debt"] -= paid
        return member

    def _die(self, lot: Lot, at: datetime) -> None:
        if lot["ends"] is not None and lot["ends"] <= at:
            if lot["of"]:
                self.earns[lot["of"]]["dead"] += lot["left"]
            lot["left"] = 0

    def _new(self, member: dict[str, Any], points: int, live: datetime, ends: datetime | None, of: str, *, waits: bool = False) -> None:
        lot = {
            "left": points,
            "held": 0,
            "live": live,
            "ends": ends,
            "of": of,
            "waits": waits,
            "age": next(self._ages),
            "owner": id(member),
        }
        member["lots"].append(lot)

    def _take(self, member: dict[str, Any], points: int) -> list[tuple[Lot, int]]:
        """From which lots so many are taken, or nothing when there are not enough."""
        live = [lot for lot in sorted(member["lots"], key=_spending_order) if not lot["waits"] and lot["left"]]
        if sum(lot["left"] for lot in live) < points:
            return []
        taken = []
        for lot in live:
            part = min(points, lot["left"])
            if part:
                lot["left"] -= part
                points -= part
                taken.append((lot, part))
        return taken

    def _pay(self, name: int, at: datetime) -> None:
        member = self._settled(name, at)
        live = sum(lot["left"] for lot in member["lots"] if not lot["waits"])
        owed = min(member["debt"], live)
        if owed:
            self._take(member, owed)
            member["debt"] -= owed

    def _give_back(self, member: dict[str, Any], lot: Lot, points: int, at: datetime) -> None:
        alive = lot["ends"] is None or lot["ends"] > at
        if alive and lot["owner"] == id(member):
            lot["left"] += points
        elif alive:
            self._new(member, points, at, lot["ends"], lot["of"])
        else:
            last_day = (at.astimezone(INDIA) + timedelta(days=30)).date()
            midnight = datetime.combine(last_day + timedelta(days=1), datetime.min.time(), tzinfo=INDIA)
            self._new(member, points, at, midnight, lot["of"])


def _spending_order(lot: Lot) -> tuple[bool, float, int]:
    return lot["ends"] is None, lot["ends"].timestamp() if lot["ends"] else 0, lot["age"]
