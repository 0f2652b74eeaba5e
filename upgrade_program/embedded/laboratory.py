"""Servers to test on: a PostgreSQL and a broker in a folder that is thrown away, unless the environment names others."""

from __future__ import annotations

import os
import secrets
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from upgrade_program.embedded.environment import forget_other_servers, kept_compiled
from upgrade_program.embedded.identity import service_user
from upgrade_program.embedded.postgres import FORGETFUL, Postgres
from upgrade_program.embedded.state import make_folder, open_state
from upgrade_program.embedded.supervisor import Supervisor
from upgrade_program.embedded.valkey import Valkey

REMEDY = "Name a folder for temporary files: TMPDIR=/path python3 run.py test"


@contextmanager
def laboratory(supervisor: Supervisor, *, settings: Sequence[str] = FORGETFUL) -> Iterator[dict[str, str]]:
    """Yield the environment for tests and checks. A server named in DATABASE_URL or REDIS_URL is used instead of an embedded one."""
    user = service_user()
    folder = Path(tempfile.mkdtemp(prefix="smart-upgrade-"))
    try:
        folder.chmod(0o711)  # the service user walks through it
        state = open_state(folder / "state", user=user, remedy=REMEDY)
        make_folder(state.folder / "static", mode=0o755)  # WhiteNoise warns without it, and warnings are errors in tests
        found: dict[str, str] = {}
        if not os.environ.get("DATABASE_URL"):
            forget_other_servers()
            postgres = Postgres(state=state, user=user, settings=settings)
            postgres.make_data_folder()
            supervisor.start(postgres)
            found |= postgres.environment
        if not os.environ.get("REDIS_URL"):
            valkey = Valkey(state=state, durable=settings is not FORGETFUL)
            supervisor.start(valkey)
            found |= valkey.environment
        supervisor.wait_ready(seconds=90)
        own = {"APP_STATE": str(state.folder), "SECRET_KEY": secrets.token_urlsafe(64), "DEMO": "1"}
        yield {**kept_compiled(os.environ), "DJANGO_SETTINGS_MODULE": "upgrade_program.settings", **own, **found}
    finally:
        supervisor.stop()
        shutil.rmtree(folder, ignore_errors=True)
