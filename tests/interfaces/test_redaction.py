"""No mobile, IMEI, code, token or cookie reaches a log line, whichever way it was written."""

import io
import json
import logging
import logging.config
from collections.abc import Iterator
from typing import Any

import pytest
import structlog
from django.conf import settings

from upgrade_program.interfaces.redaction import HIDDEN, redact

MOBILE, IMEI, CODE, TOKEN = "9810455421", "356938035643809", "482913", "dGhpcy1pcy1hLXNlY3JldA"


@pytest.fixture
def written() -> Iterator[io.StringIO]:
    """What the project's own handler, made from its own settings, writes."""
    target = io.StringIO()
    made = logging.config.DictConfigurator(settings.LOGGING)  # type: ignore[attr-defined]
    for kind in ("formatters", "filters"):
        parts = made.config[kind]
        for name in parts:
            parts[name] = getattr(made, f"configure_{kind[:-1]}")(parts[name])
    handler = made.configure_handler(made.config["handlers"]["console"])
    handler.setStream(target)
    logger = logging.getLogger("test.redaction")
    logger.addHandler(handler)
    logger.setLevel(logging.DEBUG)
    logger.propagate = False
    yield target
    logger.removeHandler(handler)
    logger.propagate = True


@pytest.mark.parametrize(
    "text",
    [
        f"sent to {MOBILE}",
        f"sent to +91{MOBILE}.",
        "sent to +91 98104 55421 now",
        f"0{MOBILE}",
        f"91{MOBILE}",
        f'{{"mobile": "{MOBILE}"}}',
        f"Key (mobile)=(+91{MOBILE}) already exists",
        f"/find/?q={MOBILE}",
    ],
)
def test_mobiles(text: str) -> None:
    for written in (MOBILE, "98104 55421"):
        assert written not in redact(text)
    assert HIDDEN in redact(text)


@pytest.mark.parametrize("imei", [IMEI, IMEI[:-1], IMEI + "1", "35-693803-564380-9", "35 693803 564380 9"])
def test_imeis(imei: str) -> None:
    assert redact(f"sold {imei} today") == f"sold {HIDDEN} today"


@pytest.mark.parametrize(
    "text",
    [
        f"otp={CODE}",
        f"OTP: {CODE}",
        f'{{"otp": "{CODE}"}}',
        f"code={CODE}",
        f"your code is {CODE}",
        f"totp='{CODE}'",
    ],
)
def test_codes(text: str) -> None:
    assert CODE not in redact(text)


@pytest.mark.parametrize(
    "text",
    [
        f"Authorization: Bearer {TOKEN}",
        f"bearer {TOKEN}",
        f"token={TOKEN}",
        f'{{"token": "{TOKEN}"}}',
        f"Cookie: sessionid={TOKEN}; csrftoken={TOKEN}",
        f"__Host-session={TOKEN}",
        f"password={TOKEN}",
        f"GET /p/{TOKEN}/ 200",
        f"POST /o/{TOKEN}/ 200",
        f"GET /g/{TOKEN}/17/ 200",
        f"secret: {TOKEN}",
    ],
)
def test_tokens_cookies_and_passwords(text: str) -> None:
    assert TOKEN not in redact(text)


@pytest.mark.parametrize(
    "text",
    [
        "plan 5JX2-8K3M-4QZ sold for 549.00",
        "2020-11-05T09:30:00.123456+05:30 took 0.0123 s",
        "DL01/I26/00042",
        "code=imei_already_covered status=409",
        "outbox.parked message_id=1234567 attempts=10",
        "GET /counter/plans/5JX28K3M4QZ/ 200",
    ],
)
def test_what_is_no_secret_stays_readable(text: str) -> None:
    assert redact(text) == text


def _nothing_personal_in(line: str) -> dict[str, Any]:
    for secret in (MOBILE, IMEI, CODE, TOKEN):
        assert secret not in line
    found: dict[str, Any] = json.loads(line)
    return found


def test_a_plain_record_with_arguments(written: io.StringIO) -> None:
    logging.getLogger("test.redaction").warning("sent %s to %s", f"otp={CODE}", MOBILE)
    found = _nothing_personal_in(written.getvalue())
    assert found["event"] == f"sent otp={HIDDEN} to {HIDDEN}"


def test_a_plain_record_with_a_traceback(written: io.StringIO) -> None:
    try:
        raise ValueError(f"customer {MOBILE} has {IMEI}")
    except ValueError:
        logging.getLogger("test.redaction").exception("it failed")
    found = _nothing_personal_in(written.getvalue())
    assert "it failed" in found["event"]
    assert f"ValueError: customer {HIDDEN} has {HIDDEN}" in found["event"]


def test_arguments_that_do_not_fit_lose_no_record(written: io.StringIO) -> None:
    logging.getLogger("test.redaction").warning("sent %s to %s", MOBILE)
    assert "sent" in _nothing_personal_in(written.getvalue())["event"]


def test_a_structured_record_at_any_depth(written: io.StringIO) -> None:
    log = structlog.get_logger("test.redaction")
    log.warning(
        "sale.failed",
        mobile=MOBILE,
        imei=IMEI,
        otp=CODE,
        number=int(MOBILE),
        request=f"POST /counter/find/ {MOBILE}",
        deep={"customer": [{"mobile": MOBILE, "code": f"code {CODE}", "raw": MOBILE.encode()}]},
        headers={"Authorization": f"Bearer {TOKEN}", "Cookie": f"session={TOKEN}"},
        plan_id=17,
        took=0.25,
    )
    found = _nothing_personal_in(written.getvalue())
    assert (found["event"], found["plan_id"], found["took"]) == ("sale.failed", 17, 0.25)
    assert found["mobile"] == found["imei"] == found["otp"] == found["number"] == HIDDEN


def test_a_structured_record_with_a_traceback(written: io.StringIO) -> None:
    try:
        raise LookupError(f"{MOBILE} is not to be found")
    except LookupError:
        structlog.get_logger("test.redaction").warning("outbox.failed", exc_info=True)
    found = _nothing_personal_in(written.getvalue())
    assert f"LookupError: {HIDDEN} is not to be found" in found["exception"]


def test_control_without_the_filter_they_would_stand_there(written: io.StringIO) -> None:
    logger = logging.getLogger("test.redaction")
    logger.handlers[0].filters.clear()
    logger.warning("sent to %s", MOBILE)
    assert MOBILE in written.getvalue()


def test_the_id_of_a_request_stays_readable() -> None:
    line = "request_id=97c981af-55b2-4e87-9d12-a9810455421b"
    assert redact(line) == line
