"""`python3 run.py backup FILE` and `restore FILE`: of the embedded server, running or not, or of the one that DATABASE_URL names."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path

from upgrade_program.embedded.console import CannotStart
from upgrade_program.embedded.environment import application_environment, forget_other_servers
from upgrade_program.embedded.identity import service_user
from upgrade_program.embedded.postgres import Postgres
from upgrade_program.embedded.state import ROOT, AlreadyRunning, chosen_folder, lock, open_state
from upgrade_program.embedded.supervisor import Stopping, Supervisor

NO_BROKER = "redis://127.0.0.1:1"  # neither command needs one


def keep(command: str, file: str) -> int:
    """Run one of the two management commands on the database meant; returns its exit code."""
    path = str(Path(file).absolute())
    if os.environ.get("DATABASE_URL"):
        with Supervisor() as supervisor:
            return supervisor.run(_command(command, path), env=_environment(os.environ), cwd=ROOT)
    user = service_user()
    state = open_state(chosen_folder(root=ROOT, euid=os.geteuid(), environment=dict(os.environ)), user=user)
    with ExitStack() as ends, Supervisor() as supervisor:
        forget_other_servers()
        postgres = Postgres(state=state, user=user)
        try:
            try:
                ends.enter_context(lock(state))
            except AlreadyRunning:
                if command == "restore":
                    raise
            else:
                postgres.make_data_folder()
                supervisor.start(postgres)
                supervisor.wait_ready(seconds=90)
            env = application_environment(os.environ, state=state, port=0) | postgres.environment
            return supervisor.run(_command(command, path), env=_environment(env), cwd=ROOT)
        except Stopping:
            return 130


def _command(command: str, file: str) -> list[str]:
    return [sys.executable, "manage.py", command, file]


def _environment(given: Mapping[str, str]) -> dict[str, str]:
    if not given.get("SECRET_KEY"):
        raise CannotStart("SECRET_KEY is not set. Give the one that the application runs with.")
    return {"REDIS_URL": NO_BROKER, **given}
