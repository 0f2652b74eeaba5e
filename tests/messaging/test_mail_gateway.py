"""The mail gateway against a real SMTP server on this machine, small but honest."""

from __future__ import annotations

import email
import email.policy
import smtplib
import socketserver
import threading
from collections.abc import Iterator
from email.message import EmailMessage
from typing import Any, ClassVar

import pytest
from django.db import transaction
from django.test import Client
from pytest_django import Settings

from tests.factories.customers import CustomerFactory
from tests.messaging.test_manners import NOON
from upgrade_program.messaging.enums import Channel
from upgrade_program.messaging.gateways import Refuses, TryAgain
from upgrade_program.messaging.gateways.mail import Mail
from upgrade_program.messaging.queries import wants_reminders
from upgrade_program.messaging.sending import send_due
from upgrade_program.messaging.services import Recipient, queue
from upgrade_program.messaging.stop_links import stop_address

_LAPSED = ("name", "number", "device", "store", "day", "link")
REFERENCE = "5e9f6c1e-0000-4000-8000-000000000000"
LETTER = {
    "to": "farhan@example.in",
    "text": "नमस्ते Farhan,\n\nआपका प्लान चालू है: ₹9,799 तक।\n",
    "subject": "आपका Smart Upgrade प्लान 4Q7K-2MXA-T9C",
    "reference": REFERENCE,
    "template_id": "plan.sold/hi",
}


class Smtp(socketserver.StreamRequestHandler):
    """Answers each command with its usual code, or with what `says` has for it; "hang" says nothing any more."""

    says: ClassVar[dict[str, str]] = {}
    mails: ClassVar[list[bytes]] = []
    over: ClassVar[threading.Event]
    hung: ClassVar[threading.Event]
    usual: ClassVar[dict[str, str]] = {"EHLO": "250 hello", "HELO": "250 hello", "MAIL": "250 ok", "RCPT": "250 ok", "DATA": "354 go on",
                                       "RSET": "250 ok", "QUIT": "221 bye"}  # fmt: skip

    def handle(self) -> None:
        if not self._say("GREETING", "220 mail.example.in"):
            return
        while line := self.rfile.readline():
            verb = line[:4].decode().upper()
            if not self._say(verb, self.usual.get(verb, "502 what?")) or verb == "QUIT":
                return
            if verb == "DATA" and not self.says.get("DATA"):
                body = b"".join(iter(self.rfile.readline, b".\r\n"))
                self.mails.append(body)
                self._say("END", "250 taken")

    def _say(self, verb: str, usual: str) -> bool:
        words = self.says.get(verb, usual)
        if words == "hang":
            over, hung = self.over, self.hung  # of this test: the next one has its own
            over.wait(60)
            hung.set()
            return False
        self.wfile.write(f"{words}\r\n".encode())
        return True


@pytest.fixture
def smtp(settings: Settings) -> Iterator[type[Smtp]]:
    Smtp.says, Smtp.mails, Smtp.over, Smtp.hung = {}, [], threading.Event(), threading.Event()

    class Server(socketserver.ThreadingTCPServer):
        daemon_threads, block_on_close = True, False

        def handle_error(self, *_: Any) -> None:
            """Clients that hang up are what these tests are about."""

    with Server(("127.0.0.1", 0), Smtp) as server:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = server.server_address
        settings.EMAIL_TIMEOUT = 30
        settings.PUBLIC_HOST, settings.DEFAULT_FROM_EMAIL = "upgrade.example.in:443", "Smart Upgrade <no-reply@upgrade.example.in>"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        yield Smtp
        Smtp.over.set()
        server.shutdown()
        thread.join(60)


def send(**changes: str) -> str:
    return Mail().send(**(LETTER | changes))


def the_mail(smtp: type[Smtp]) -> EmailMessage:
    [raw] = smtp.mails
    return email.message_from_bytes(raw, policy=email.policy.default)  # type: ignore[return-value]


def test_a_mail_arrives_whole_in_hindi_and_names_its_reference(smtp: type[Smtp]) -> None:
    assert send() == f"<{REFERENCE}@upgrade.example.in>"
    mail = the_mail(smtp)
    assert (mail["To"], mail["Subject"].strip(), mail["From"]) == (
        LETTER["to"],
        LETTER["subject"],
        "Smart Upgrade <no-reply@upgrade.example.in>",
    )
    assert (mail["Message-ID"], mail["Auto-Submitted"]) == (f"<{REFERENCE}@upgrade.example.in>", "auto-generated")
    assert mail.get_content().replace("\r\n", "\n") == LETTER["text"]


def test_a_mail_that_may_be_stopped_says_how_in_one_press(smtp: type[Smtp]) -> None:
    """RFC 8058: both headers, the address in angle brackets on one line, the words exactly so."""
    address = "https://upgrade.example.in/o/AAAAAAAABwZb3kPq8sT1vXw5/"
    send(stop=address)
    raw = smtp.mails[0].decode()
    assert f"List-Unsubscribe: <{address}>\r\n" in raw
    assert "List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n" in raw


def test_a_necessary_mail_offers_no_stopping(smtp: type[Smtp]) -> None:
    send()
    assert "List-Unsubscribe" not in smtp.mails[0].decode()


@pytest.mark.django_db(transaction=True)
def test_from_the_queue_to_the_one_press_that_stops_them(smtp: type[Smtp], settings: Settings, client: Client) -> None:
    """What the sender hands over, what the server got, and what a mail program then posts: the customer's own address, and it works."""
    settings.MESSAGE_GATEWAYS = {Channel.EMAIL: "upgrade_program.messaging.gateways.mail.Mail"}
    asha = CustomerFactory(email="asha@example.in")
    to = Recipient(email=asha.email, customer_id=asha.pk)
    with transaction.atomic():
        queue(template="points.day", to=to, slots={"name": "Asha", "points": "5", "available": "840"}, cause="points:1", at=NOON)
        queue(template="claim.lapsed", to=to, slots=dict.fromkeys(_LAPSED, "x"), cause="claim:1:lapsed", at=NOON)
    assert send_due(at=NOON) == 2
    mails = [email.message_from_bytes(raw, policy=email.policy.default) for raw in smtp.mails]
    assert sorted(mail["List-Unsubscribe"] or "" for mail in mails) == ["", f"<{stop_address(asha.pk)}>"]
    address = stop_address(asha.pk).removeprefix(settings.PUBLIC_URL)
    assert client.post(address, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert not wants_reminders(asha.pk)


@pytest.mark.parametrize(
    ("says", "verdict", "words"),
    [
        ({"RCPT": "550 no such user farhan@example.in"}, Refuses, "SMTP 550"),
        ({"RCPT": "450 mailbox busy"}, TryAgain, "SMTP 450"),
        ({"END": "552 too large"}, Refuses, "SMTP 552"),
        ({"END": "451 try later"}, TryAgain, "SMTP 451"),
        ({"DATA": "554 not now"}, Refuses, "SMTP 554"),
        ({"MAIL": "553 we do not know you"}, TryAgain, "SMTP 553"),
        ({"GREETING": "554 go away"}, TryAgain, "SMTP 554"),
        ({"GREETING": "\x00\xff nonsense"}, TryAgain, "SMTP -1"),
    ],
)
def test_only_a_5xx_about_this_mail_refuses_it(smtp: type[Smtp], says: dict[str, str], verdict: type[Exception], words: str) -> None:
    smtp.says = says
    with pytest.raises(verdict, match=f"^{words}$"):
        send()


@pytest.mark.parametrize("verb", ["GREETING", "RCPT", "END"])
def test_a_server_that_says_nothing_is_left_alone(smtp: type[Smtp], settings: Settings, verb: str) -> None:
    settings.EMAIL_TIMEOUT = 0.3
    smtp.says = {verb: "hang"}
    with pytest.raises(TryAgain):
        send()
    assert not smtp.hung.is_set(), "it says nothing still"


def test_a_mail_that_was_taken_is_not_sent_again_for_a_goodbye_without_answer(smtp: type[Smtp], monkeypatch: pytest.MonkeyPatch) -> None:
    farewell = smtplib.SMTP.quit

    def soon(line: smtplib.SMTP) -> Any:
        """Patience is short for the goodbye alone: all before it is answered by a busy machine, too."""
        assert line.sock
        line.sock.settimeout(0.3)
        return farewell(line)

    monkeypatch.setattr(smtplib.SMTP, "quit", soon)
    smtp.says = {"QUIT": "hang"}
    assert send()
    assert not smtp.hung.is_set(), "it says nothing still"
    assert the_mail(smtp)["Message-ID"] == f"<{REFERENCE}@upgrade.example.in>"


def test_a_refused_connection_may_be_tried_again(smtp: type[Smtp], settings: Settings) -> None:
    settings.EMAIL_PORT = 1
    with pytest.raises(TryAgain, match="ConnectionRefusedError"):
        send()


def test_a_password_that_the_server_does_not_take_may_be_mended(smtp: type[Smtp], settings: Settings) -> None:
    settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = "us", "secret"
    smtp.says = {"EHLO": "250-hello\r\n250 AUTH PLAIN", "AUTH": "535 wrong"}
    with pytest.raises(TryAgain, match="SMTP 535"):
        send()
