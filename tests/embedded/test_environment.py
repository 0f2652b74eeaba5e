"""What the environment may ask of `run.py`, and what it may not."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from pathlib import Path

import environ
import pytest

from upgrade_program.embedded.console import CannotStart
from upgrade_program.embedded.environment import (
    application_environment,
    brings_own_servers,
    check_port_is_free,
    chosen_port,
    forget_other_servers,
    has_demo,
    kept_compiled,
)
from upgrade_program.embedded.state import State


def test_both_servers_or_none() -> None:
    assert brings_own_servers({"DATABASE_URL": "postgres://db/app", "REDIS_URL": "redis://broker/0"})
    assert not brings_own_servers({})
    assert not brings_own_servers({"DATABASE_URL": "", "REDIS_URL": ""})


@pytest.mark.parametrize(("given", "missing"), [("DATABASE_URL", "REDIS_URL"), ("REDIS_URL", "DATABASE_URL")])
def test_one_server_alone_is_refused_naming_the_other(given: str, missing: str) -> None:
    with pytest.raises(CannotStart, match=f"{given} is set and {missing} is not"):
        brings_own_servers({given: "x://y/z"})


def test_the_port_is_8000_unless_moved() -> None:
    assert [chosen_port({}), chosen_port({"PORT": ""}), chosen_port({"PORT": "8123"})] == [8000, 8000, 8123]


@pytest.mark.parametrize("text", ["0", "65536", "-1", "80a", "8 000", "८०००", "1.5"])
def test_what_is_no_port_is_refused(text: str) -> None:
    with pytest.raises(CannotStart, match="is not a port number"):
        chosen_port({"PORT": text})


def test_a_taken_port_is_refused_with_another_to_take() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(CannotStart, match=rf"Port {port} cannot be used .*PORT={port % 65535 + 1}"):
            check_port_is_free(port, patience=0)
    check_port_is_free(port, patience=0)


def test_what_python_has_compiled_is_kept() -> None:
    """Beside a control that was told to keep nothing."""
    asked = "import sys; print(sys.dont_write_bytecode)"
    told = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1"}
    said = [subprocess.check_output([sys.executable, "-c", asked], env=env, text=True).strip() for env in (kept_compiled(told), told)]
    assert said == ["False", "True"]
    assert kept_compiled(told).keys() == told.keys() - {"PYTHONDONTWRITEBYTECODE"}


def test_variables_of_libpq_are_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("PGPORT", "PGOPTIONS", "PGHOST", "PGSERVICE"):
        monkeypatch.setenv(name, "1")
    monkeypatch.setenv("PAGER", "less")
    forget_other_servers()
    assert not [name for name in os.environ if name.startswith("PG")]
    assert os.environ["PAGER"] == "less"


def test_the_application_is_told_its_address_its_state_and_a_secret_of_its_own(open_folder: Path) -> None:
    env = application_environment({"LANG": "hi_IN"}, state=State(folder=open_folder), port=8123)
    assert env["PUBLIC_URL"] == "http://127.0.0.1:8123"
    assert env["APP_STATE"] == str(open_folder)
    assert env["SECRET_KEY"] == (open_folder / "secret-key").read_text()
    assert env["LANG"] == "hi_IN"
    assert "DEBUG" not in env


def test_what_the_caller_sets_stands(open_folder: Path) -> None:
    given = {"PUBLIC_URL": "https://shop.example", "SECRET_KEY": "given"}
    env = application_environment(given, state=State(folder=open_folder), port=8123)
    assert (env["PUBLIC_URL"], env["SECRET_KEY"]) == ("https://shop.example", "given")
    assert not (open_folder / "secret-key").exists()


def test_demo_is_read_as_the_settings_read_it() -> None:
    for text in ("1", "true", "on", "YES", "0", "false", "", "no", "2"):
        assert has_demo({"DEMO": text}) is environ.Env.parse_value(text, bool), text
    assert not has_demo({})
