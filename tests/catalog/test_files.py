"""Reading the catalogue's files: the first wrong line is named."""

from datetime import date
from decimal import Decimal

import pytest

from upgrade_program.catalog.files import CatalogueFault, read_devices, read_prices

DEVICES = "brand,series,model,ram_gb,storage_gb,launch_date,srp_inr,srp_checked\n"
PRICES = "brand,model,plan_price_inr,effective_from\n"
GOOD = "Redmi,Redmi 9,Redmi 9 Prime,4,64,2020-08-04,9999,yes\n"


@pytest.fixture
def file(tmp_path):
    def write(text):
        path = tmp_path / "devices.csv"
        path.write_text(text, encoding="utf-8")
        return path

    return write


def test_a_good_line_is_read(file):
    row = read_devices(file("\ufeff" + DEVICES + " Redmi ,Redmi 9,Redmi  9 Prime,4,64,2020-08-04,9999,no\n"))[0]
    assert (row.brand, row.model, row.ram_gb, row.storage_gb) == ("Redmi", "Redmi 9 Prime", 4, 64)
    assert (row.launch_date, row.srp, row.checked, row.line) == (date(2020, 8, 4), Decimal("9999.00"), False, 2)


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        (GOOD.replace("9999", "nine"), "line 3: srp_inr cannot be 'nine'"),
        (GOOD.replace("9999", "-1"), "line 3: srp_inr cannot be '-1'"),
        (GOOD.replace("9999", "NaN"), "line 3: srp_inr cannot be 'NaN'"),
        (GOOD.replace("2020-08-04", "4.8.2020"), "line 3: launch_date cannot be"),
        (GOOD.replace("yes", "maybe"), "line 3: srp_checked cannot be 'maybe'"),
        (GOOD.replace(",4,", ",0,"), "line 3: ram_gb is not above 0"),
        (GOOD.replace("Redmi 9 Prime", " "), "line 3: model is missing"),
        ("Redmi\n", "line 3: series is missing"),
        (GOOD.replace("9999", "10999"), "line 3: the same as line 2"),
    ],
)
def test_a_wrong_line_is_named(file, line, fault):
    with pytest.raises(CatalogueFault, match=fault):
        read_devices(file(DEVICES + GOOD + line))


def test_a_price_on_the_same_day_twice_is_named(file):
    line = "Redmi,Redmi 9,399,2020-11-05\n"
    with pytest.raises(CatalogueFault, match="line 3: the same as line 2"):
        read_prices(file(PRICES + line + line))


def test_the_published_files_are_whole():
    assert (len(read_devices()), len(read_prices())) == (140, 9)
    assert {row.from_day for row in read_prices()} == {date(2020, 11, 5)}
