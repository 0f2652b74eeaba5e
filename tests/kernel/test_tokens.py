"""Codes of claim tokens: checked, forgiving to the ear, and never taken for a plan's number."""

import re
import secrets

from upgrade_program.kernel.numbers import ALPHABET, parse_plan_number
from upgrade_program.kernel.tokens import BITS, PATTERN, parse_token_code, token_code, written_token


def drawn() -> str:
    return next(code for code in iter(lambda: token_code(secrets.randbits(BITS)), object()) if code)


def test_codes_are_of_the_pattern_and_keep_every_bit():
    assert all(re.match(PATTERN, drawn()) for _ in range(500))
    told_apart = {(token_code(1 << bit) or "")[:15] for bit in range(BITS)} - {""}
    assert len(told_apart) == sum(token_code(1 << bit) is not None for bit in range(BITS)) > 50


def test_a_code_is_read_with_dashes_lower_case_and_misread_letters():
    code = next(one for one in iter(drawn, None) if "0" in one and "1" in one)
    assert parse_token_code(written_token(code).lower().replace("0", "o").replace("1", "l")) == code
    assert re.fullmatch(r"(\w{4}-){3}\w{4}", written_token(code))


def test_every_single_slip_is_caught():
    code = drawn()
    for place in range(16):
        for sign in ALPHABET:
            slipped = code[:place] + sign + code[place + 1 :]
            assert (parse_token_code(slipped) is None) == (slipped != code)


def test_other_texts_are_no_codes_and_codes_are_no_plan_numbers():
    for text in ("", "123", "490154203237518", "U" * 16, "9" * 17, "९८१०४५५४२१०९८१०४"):
        assert parse_token_code(text) is None
    assert parse_plan_number(drawn()) is None
