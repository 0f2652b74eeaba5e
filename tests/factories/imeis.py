"""Lawful IMEIs that nobody has used yet in this run; needs no Django."""

from itertools import count

from stdnum import luhn

_bodies = count(35_000_000_000_001)


def new_imei() -> str:
    """15 digits with a right check digit."""
    body = str(next(_bodies))
    return body + luhn.calc_check_digit(body)
