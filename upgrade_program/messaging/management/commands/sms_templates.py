"""`manage.py sms_templates`: the texts as they are registered with India's operators (DLT), and which have their id already."""

from __future__ import annotations

import re
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from upgrade_program.messaging.checks import registered_texts
from upgrade_program.messaging.enums import Channel
from upgrade_program.messaging.gsm7 import plain
from upgrade_program.messaging.texts import template


class Command(BaseCommand):
    help = "Prints each SMS text with {#var#} for its slots, to be registered; its id then goes into SMS_TEMPLATE_IDS."

    def handle(self, *args: Any, **options: Any) -> None:
        for text_id in registered_texts():
            name, _, language = text_id.partition("/")
            text = re.sub(r"{\w+}", "{#var#}", template(name).texts[Channel.SMS, language])
            self.stdout.write(f"{text_id}={settings.SMS_GATEWAY['template_ids'].get(text_id, '(no id yet)')}")
            self.stdout.write(f"  {plain(text) if language == 'en' else text}\n")
