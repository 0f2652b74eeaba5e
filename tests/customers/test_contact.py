"""E-mail and language of a customer."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from upgrade_program.customers.contact import parse_email, parse_language
from upgrade_program.customers.enums import Language
from upgrade_program.kernel.errors import Invalid


@pytest.mark.parametrize(("text", "address"), [("", ""), ("  ", ""), (" Asha.Rao@Example.IN ", "Asha.Rao@example.in")])
def test_an_address_is_kept(text, address):
    assert parse_email(text) == address


@pytest.mark.parametrize(
    "text", ["asha", "asha@", "@example.in", "a b@example.in", "a@b.in\nBcc: c@d.in", "x" * 250 + "@b.in", "आशा@example.in", "a\x00@b.in"]
)
def test_what_no_mail_reaches_is_refused(text):
    with pytest.raises(Invalid) as no:
        parse_email(text)
    assert (no.value.code, no.value.field) == ("invalid", "customer.email")


@given(st.text(max_size=60))
def test_any_text_is_an_address_or_a_refusal(text):
    try:
        address = parse_email(text)
    except Invalid:
        return
    assert parse_email(address) == address


def test_two_languages_are_spoken():
    assert (parse_language("en"), parse_language("hi")) == (Language.ENGLISH, Language.HINDI)
    for text in ("", "EN", "fr", "english", "\x00"):
        with pytest.raises(Invalid) as no:
            parse_language(text)
        assert no.value.field == "customer.language"
