"""Tables of messaging."""

from upgrade_program.messaging.models.message import Message
from upgrade_program.messaging.models.preference import Preference
from upgrade_program.messaging.models.text import TextVersion

__all__ = ["Message", "Preference", "TextVersion"]
