"""Every import contract refuses what it is there to refuse: a bad import planted in a copy is found by name."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PLANTED = {
    "Imports run backwards along the life of a plan": ("upgrade_program/catalog/enums.py", "import upgrade_program.plans.enums"),
    "The interfaces know nothing of each other": (
        "upgrade_program/interfaces/portal/apps.py",
        "import upgrade_program.interfaces.counter.apps",
    ),
    "The rooms of the foundation know nothing of each other": (
        "upgrade_program/foundation/audit/chain.py",
        "import upgrade_program.foundation.outbox.events",
    ),
    "Inside an app": ("upgrade_program/plans/lifecycle.py", "import upgrade_program.plans.queries"),
    "Pure modules import no framework": ("upgrade_program/plans/terms.py", "import django"),
    "Loyalty sees only the news": ("loyalty/__init__.py", "import upgrade_program.plans.queries"),
}


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the packages to plant things in."""
    copy = tmp_path_factory.mktemp("house")
    for name in ("upgrade_program", "stores", "loyalty"):
        shutil.copytree(ROOT / name, copy / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", copy)
    return copy


def broken(house: Path) -> str:
    linter = Path(sys.executable).with_name("lint-imports")
    return subprocess.run([linter, "--no-cache"], cwd=house, capture_output=True, text=True, check=False).stdout


def test_the_house_keeps_its_contracts(house):
    assert "0 broken" in broken(house)


@pytest.mark.parametrize("contract", PLANTED)
def test_a_planted_import_is_found(house, contract):
    path, line = PLANTED[contract]
    file = house / path
    sound = file.read_text()
    try:
        file.write_text(sound + f"\n{line}\n")
        assert f"{contract} BROKEN" in broken(house)
    finally:
        file.write_text(sound)
