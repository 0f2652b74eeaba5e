"""`manage.py load_catalogue` as a person runs it."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from upgrade_program.catalog.files import FOLDER
from upgrade_program.catalog.models import DeviceModel, PlanPrice

pytestmark = pytest.mark.django_db


def run(**options):
    out = StringIO()
    call_command("load_catalogue", stdout=out, **options)
    return out.getvalue()


def test_it_says_what_it_did_then_that_nothing_changed(tmp_path):
    said = run()
    assert "Redmi Note 9 Pro: plan price ₹549 from 5 Nov 2020\n" in said
    assert "Redmi 9 4/64: SRP ₹8,999 from 27 Aug 2020, to verify\n" in said
    assert run() == "Nothing changed.\n"
    file = tmp_path / "plan_prices.csv"
    file.write_text((FOLDER / "plan_prices.csv").read_text().replace(",549,", ",579,"))
    assert run(prices=file) == "Redmi Note 9 Pro: plan price ₹579 from now on\n1 change.\n"
    assert run(prices=file, verbosity=0) == ""


def test_a_terminal_sees_a_progress_bar():
    class Terminal(StringIO):
        def isatty(self):
            return True

    out = Terminal()
    call_command("load_catalogue", stdout=out)
    assert "Loading the catalogue" in out.getvalue()
    assert "149/149" in out.getvalue()


def test_a_bad_file_is_told_and_nothing_is_loaded(tmp_path):
    file = tmp_path / "devices.csv"
    file.write_text("brand,series,model\nRedmi,Redmi 9,\n")
    with pytest.raises(CommandError, match=r"devices.csv, line 2: model is missing"):
        run(devices=file)
    with pytest.raises(CommandError, match="No such file"):
        run(devices=tmp_path / "nothing.csv")
    file.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(CommandError, match="decode"):
        run(devices=file)
    assert (DeviceModel.objects.count(), PlanPrice.objects.count()) == (0, 0)
