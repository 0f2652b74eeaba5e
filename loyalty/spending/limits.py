"""How many points may pay a part of a bill. Pure: points and rupees only."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from loyalty.spending.refusals import PointsBelowMinimum, PointsInsufficient, PointsOverShare, PointsUneven
from upgrade_program.kernel.wording import count_text


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What a version of the programme allows; a point is worth so many whole rupees, so it never costs more than the discount it gives."""

    version: int
    rupees_per_point: int
    min_points: int
    step: int
    most_share_percent: int

    def rupees(self, points: int) -> Decimal:
        """What so many points are worth, in whole rupees."""
        return Decimal(points * self.rupees_per_point)

    def by_bill(self, bill: Decimal, *, rest: Decimal | None = None) -> int:
        """The most points a bill takes, whoever pays: its share, and never more than the rest that is still to be paid. Rupees."""
        share = bill * self.most_share_percent / 100
        room = share if rest is None else min(share, rest)
        return self._in_steps(int(max(room, Decimal(0)) / self.rupees_per_point))

    def most(self, bill: Decimal, *, available: int, rest: Decimal | None = None) -> int:
        """The most points that may be used now; 0 where that is fewer than the minimum."""
        most = min(self.by_bill(bill, rest=rest), self._in_steps(available))
        return most if most >= self.min_points else 0

    def points_for(self, amount: Decimal, *, bill: Decimal, available: int, rest: Decimal | None = None) -> int:
        """The points that pay `amount` rupees of a bill, of which `rest` is still to be paid.

        Refuses, naming what would be allowed: an amount that is no whole number of steps (`invalid`), more than the customer has
        (`points_insufficient`), fewer than the minimum (`points_below_minimum`), more than the share (`points_over_share`).
        """
        allowed = self.most(bill, available=available, rest=rest)
        facts = {
            "allowed": allowed,
            "worth": count_text(int(self.rupees(allowed))),
            "minimum": self.min_points,
            "percent": self.most_share_percent,
        }
        points, odd = divmod(amount, self.rupees_per_point)
        if odd or points % self.step or amount <= 0:
            raise PointsUneven(rupees=self.rupees_per_point * self.step)
        if points > available:
            raise PointsInsufficient(available=available, points=int(points), **facts)
        if points < self.min_points:
            raise PointsBelowMinimum(points=int(points), **facts)
        if points > self.by_bill(bill, rest=rest):
            raise PointsOverShare(points=int(points), **facts)
        return int(points)

    def _in_steps(self, points: int) -> int:
        return points // self.step * self.step
