"""run.py's own part: when the environment is good, can be added to, or must be made anew."""

from __future__ import annotations

import json
import re
from pathlib import Path
from types import ModuleType

import pytest

RUNTIME, DEV = "requirements.lock", "requirements-dev.lock"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / RUNTIME).write_text("django==5.2.19\n")
    (tmp_path / DEV).write_text("django==5.2.19\npytest==9\n")
    return tmp_path


def test_an_environment_of_the_dev_lock_serves_both_commands(run_py: ModuleType, project: Path) -> None:
    made_by_test = run_py.wanted(True, project)
    assert run_py.satisfied(made_by_test, run_py.wanted(True, project))
    assert run_py.satisfied(made_by_test, run_py.wanted(False, project))


def test_the_dev_lock_is_added_to_a_runtime_environment_without_making_it_anew(run_py: ModuleType, project: Path) -> None:
    made_by_serve = run_py.wanted(False, project)
    assert not run_py.satisfied(made_by_serve, run_py.wanted(True, project))
    assert not run_py.must_start_afresh(made_by_serve, run_py.wanted(True, project), False)


@pytest.mark.parametrize("dev", [False, True])
def test_a_changed_lock_makes_it_anew(run_py: ModuleType, project: Path, dev: bool) -> None:
    before = run_py.wanted(True, project)
    (project / (DEV if dev else RUNTIME)).write_text("django==5.2.20\n")
    assert not run_py.satisfied(before, run_py.wanted(dev, project))
    assert run_py.must_start_afresh(before, run_py.wanted(dev, project), False)


def test_a_changed_dev_lock_leaves_serving_alone(run_py: ModuleType, project: Path) -> None:
    before = run_py.wanted(True, project)
    (project / DEV).write_text("pytest==10\n")
    assert run_py.satisfied(before, run_py.wanted(False, project))


@pytest.mark.parametrize(("key", "value"), [("python", "3.99"), ("folder", "/somewhere/else")])
def test_another_python_or_a_moved_folder_makes_it_anew(run_py: ModuleType, project: Path, key: str, value: str) -> None:
    need = run_py.wanted(False, project)
    assert run_py.must_start_afresh({**need, key: value}, need, False)


def test_an_interrupted_install_begins_again(run_py: ModuleType, project: Path) -> None:
    need = run_py.wanted(False, project)
    assert run_py.must_start_afresh(need, need, True)
    assert run_py.must_start_afresh({}, need, False), "no stamp: not made by run.py, or never finished"


@pytest.mark.parametrize("text", ["", "{", "[]", "3", '"x"'])
def test_a_broken_stamp_counts_as_none(run_py: ModuleType, tmp_path: Path, text: str) -> None:
    (tmp_path / "stamp").write_text(text)
    assert run_py.read_stamp(tmp_path / "stamp") == {}
    assert run_py.read_stamp(tmp_path / "missing") == {}


def test_a_stamp_is_read_back(run_py: ModuleType, project: Path) -> None:
    (project / "stamp").write_text(json.dumps(run_py.wanted(True, project)))
    assert run_py.read_stamp(project / "stamp") == run_py.wanted(True, project)


@pytest.mark.parametrize("name", ["RUNTIME", "DEV", "INSTALLER"])
def test_everything_installed_is_pinned_by_hash_and_names_no_host(run_py: ModuleType, name: str) -> None:
    text = (run_py.ROOT / getattr(run_py, name)).read_text()
    entries = [entry for entry in re.split(r"\n(?=\S)", text) if re.match(r"[A-Za-z0-9]", entry)]
    assert entries
    for entry in entries:
        assert re.match(r"[A-Za-z0-9._\[\],-]+==\S+", entry), entry
        assert "--hash=sha256:" in entry, entry
    assert "://" not in text
    assert "index-url" not in text


def test_the_dev_lock_contains_the_runtime_lock(run_py: ModuleType) -> None:
    def pins(name: str) -> set[str]:
        return set(re.findall(r"^([A-Za-z0-9._\[\],-]+==\S+)", (run_py.ROOT / name).read_text(), flags=re.MULTILINE))

    assert pins(RUNTIME) <= pins(DEV)
