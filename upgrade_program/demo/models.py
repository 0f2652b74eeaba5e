"""The mark of a database that holds demo data, and the messages that a demo keeps instead of sending them."""

from django.db import models


class DemoMark(models.Model):
    """Set in the transaction that made the data: with it the data is whole, without it there is none."""

    made_at = models.DateTimeField()
    seed = models.IntegerField()
    plans = models.PositiveIntegerField()

    def __str__(self) -> str:
        return f"demo of {self.made_at:%Y-%m-%d}"


class KeptMessage(models.Model):
    """A message as its recipient would have got it, codes and all."""

    reference = models.UUIDField(unique=True)
    at = models.DateTimeField()
    channel = models.CharField(max_length=5)
    to = models.CharField(max_length=254)
    template = models.CharField(max_length=40)
    language = models.CharField(max_length=2)
    subject = models.TextField(blank=True)
    text = models.TextField()

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.template} {self.pk}"
