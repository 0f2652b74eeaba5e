"""From asking to the customer's phone: the message names act, amount and plan, and carries the code only when it leaves."""

from __future__ import annotations

from datetime import timedelta

import pytest

from stores.clock import now
from tests.factories.plans import AT
from tests.otp.conftest import MOBILE, PLACE, asked
from upgrade_program.celery import app
from upgrade_program.demo.models import KeptMessage
from upgrade_program.messaging.models import Message
from upgrade_program.messaging.sending import send_due
from upgrade_program.otp.codes import code_of
from upgrade_program.otp.models import Challenge
from upgrade_program.otp.services import check
from upgrade_program.otp.tasks import forget


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("language", "words"),
    [
        (
            "en",
            "{code} is your Smart Upgrade code. For: Cancel the plan, plan 7K3M-9QPX-2TC, Rs 549 back. "
            "Tell it to the store only if you want this. It ends in 5 minutes.",
        ),
        (
            "hi",
            "{code} आपका Smart Upgrade कोड है। काम: Cancel the plan, प्लान 7K3M-9QPX-2TC, ₹549 back। "
            "स्टोर को तभी बताएँ जब आप यह चाहते हों। 5 मिनट तक मान्य।",
        ),
    ],
)
def test_the_customer_reads_the_code_and_the_manager_gives_it(language, words):
    challenge = asked(language=language)
    assert send_due(at=AT) == 1
    kept = KeptMessage.objects.get()
    assert (kept.to, kept.text) == (MOBILE, words.format(code=code_of(challenge.pk)))
    check(**PLACE, code=kept.text[:6], at=AT)
    assert Message.objects.get().state == "sent"


@pytest.mark.django_db(transaction=True)
def test_a_code_that_counts_no_more_is_not_sent():
    asked()
    newer = asked(at=AT + timedelta(seconds=40))
    send_due(at=AT + timedelta(seconds=41))
    assert [kept.text[:6] for kept in KeptMessage.objects.all()] == [code_of(newer.pk)]
    assert list(Message.objects.order_by("id").values_list("state", flat=True)) == ["void", "sent"]
    asked(at=AT + timedelta(minutes=10))
    send_due(at=AT + timedelta(minutes=16))
    assert KeptMessage.objects.count() == 1


@pytest.mark.django_db
def test_the_job_forgets_what_is_old_and_beat_knows_it(settings):
    asked(at=now() - timedelta(days=3))
    asked(at=now(), subject="plan:18")
    assert forget() == 1
    assert Challenge.objects.get().subject == "plan:18"
    names = {entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()}
    assert forget.name in names & set(app.tasks)
