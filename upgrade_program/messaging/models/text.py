"""The words of a template as they were at a time, kept from their first sending on."""

from django.db import models
from django.db.models import Q

from upgrade_program.messaging.enums import Channel


class TextVersion(models.Model):
    """One text of a template in one channel and language, with its slots open. The texts change with the code; what was sent stays here."""

    template = models.CharField(max_length=40)
    channel = models.CharField(max_length=5, choices=Channel.choices)
    language = models.CharField(max_length=2)
    version = models.CharField(max_length=12, help_text="The first signs of the text's SHA-256.")
    text = models.TextField()
    first_sent_at = models.DateTimeField()

    class Meta:
        ordering = ["template", "channel", "language", "-id"]
        verbose_name = "text version"
        constraints = [
            models.UniqueConstraint(fields=["template", "channel", "language", "version"], name="a_version_of_a_text_is_kept_once"),
            models.CheckConstraint(condition=Q(channel__in=Channel.values), name="text_channel_is_known"),
            models.CheckConstraint(condition=Q(version__regex=r"^[0-9a-f]{12}$"), name="a_text_version_is_twelve_signs"),
        ]

    def __str__(self) -> str:
        return f"{self.template} {self.channel} {self.language} {self.version}"
