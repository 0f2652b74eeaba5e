"""Six digits, every code equally likely, made with the server's key alone."""

from __future__ import annotations

from collections import Counter
from uuid import UUID

from upgrade_program.otp import codes
from upgrade_program.otp.codes import code_of, digest, is_code_of

ID = UUID("5f2b8c1e-7a43-4d0b-9c11-0123456789ab")


def test_a_code_is_six_digits_and_always_the_same(settings):
    first = code_of(ID)
    assert (len(first), first.isdigit(), code_of(ID)) == (6, True, first)
    assert is_code_of(ID, first)
    settings.SECRET_KEY = "another key, long enough for this purpose"
    assert code_of(ID) != first


def test_codes_are_spread_evenly_and_keep_their_leading_zeros():
    drawn = [code_of(UUID(int=number)) for number in range(20_000)]
    assert {len(code) for code in drawn} == {6}
    by_place = [Counter(code[place] for code in drawn) for place in range(6)]
    # 2,000 of each digit are expected at each place; six standard deviations are 255.
    assert all(abs(count - 2000) < 255 for digits in by_place for count in digits.values())
    assert all(len(digits) == 10 for digits in by_place)


def test_numbers_that_would_favour_some_codes_are_drawn_again(monkeypatch):
    """2^64 is no multiple of a million: of the last 551,616 numbers none may become a code."""
    draws = [(2**64 - 1).to_bytes(8, "big"), (2**64 - 2**64 % 10**6).to_bytes(8, "big"), (7).to_bytes(8, "big")]
    monkeypatch.setattr(codes, "_keyed", lambda kind, text: draws[int(text.rpartition(":")[2])] + bytes(24))
    assert code_of(ID) == "000007"


def test_no_other_text_is_the_code():
    code = code_of(ID)
    fullwidth = "".join(chr(ord(sign) + 0xFEE0) for sign in code)
    for other in ("", code[:-1], f"{code}0", f" {code}", fullwidth, "\ud800" * 6, f"{(int(code) + 1) % 10**6:06d}"):
        assert not is_code_of(ID, other)


def test_digests_tell_kinds_apart_and_nothing_of_the_text():
    mobile = digest("mobile", "+919810455421")
    assert mobile == digest("mobile", "+919810455421") != digest("address", "+919810455421")
    assert len(mobile) == 64
    assert "9810455421" not in mobile
