"""The mark of a database that holds demo data."""

from django.db import models


class DemoMark(models.Model):
    """Set in the transaction that made the data: with it the data is whole, without it there is none."""

    made_at = models.DateTimeField()
    seed = models.IntegerField()
    plans = models.PositiveIntegerField()

    def __str__(self) -> str:
        return f"demo of {self.made_at:%Y-%m-%d}"
