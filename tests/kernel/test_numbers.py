"""Plan numbers: random, checked, and forgiving to the ear."""

import re

from upgrade_program.kernel.numbers import ALPHABET, PATTERN, check_sign, new_plan_number, parse_plan_number, written


def test_numbers_are_of_the_pattern_and_differ():
    numbers = {new_plan_number() for _ in range(2000)}
    assert len(numbers) == 2000
    assert all(re.match(PATTERN, number) for number in numbers)


def test_a_number_is_read_with_dashes_lower_case_and_misread_letters():
    number = next(n for n in iter(new_plan_number, None) if "0" in n[:10] and "1" in n[:10])
    spoken = written(number).lower().replace("0", "o").replace("1", "l")
    assert parse_plan_number(spoken) == number


def test_every_single_slip_and_every_swap_of_neighbours_is_caught():
    number = new_plan_number()
    for place in range(11):
        for sign in ALPHABET:
            slipped = number[:place] + sign + number[place + 1 :]
            assert (parse_plan_number(slipped) is None) == (slipped != number)
    for place in range(10):
        swapped = number[:place] + number[place + 1] + number[place] + number[place + 2 :]
        assert parse_plan_number(swapped) is None or swapped == number


def test_known_check_signs():
    assert check_sign("0000000000") == "0"
    assert check_sign("0000000001") == "1"


def test_other_texts_are_no_plan_numbers():
    for text in ("", "123", "490154203237518", "U" * 11, "९८१०४५५४२१०"):
        assert parse_plan_number(text) is None


def test_written_is_four_four_three():
    assert written("ABCDEFGHJK0") == "ABCD-EFGH-JK0"
