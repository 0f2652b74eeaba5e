"""What happens to messages: queued, called off, set out again, reported on, forgotten; and what customers want of them."""

from upgrade_program.messaging.services.calling_off import call_off
from upgrade_program.messaging.services.forgetting import KEPT, forget_old, forget_person
from upgrade_program.messaging.services.preferences import choose
from upgrade_program.messaging.services.queueing import Letter, Recipient, queue, queue_all
from upgrade_program.messaging.services.reports import note_report
from upgrade_program.messaging.services.retrying import retry_parked, send_again

__all__ = [
    "KEPT",
    "Letter",
    "Recipient",
    "call_off",
    "choose",
    "forget_old",
    "forget_person",
    "note_report",
    "queue",
    "queue_all",
    "retry_parked",
    "send_again",
]
