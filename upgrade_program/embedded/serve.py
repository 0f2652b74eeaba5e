"""`python3 run.py`: from nothing to a shop that answers, and back to nothing on Ctrl-C."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping

from upgrade_program.embedded.application import processes
from upgrade_program.embedded.console import CannotStart, say
from upgrade_program.embedded.environment import (
    application_environment,
    brings_own_servers,
    check_port_is_free,
    chosen_port,
    forget_other_servers,
    has_demo,
)
from upgrade_program.embedded.identity import service_user
from upgrade_program.embedded.postgres import Postgres
from upgrade_program.embedded.state import ROOT, State, chosen_folder, lock, open_state, rotate_logs
from upgrade_program.embedded.supervisor import Stopping, Supervisor
from upgrade_program.embedded.valkey import Valkey

SIGN_INS = (
    ("clerk.dl01", "sells at DL01, Delhi"),
    ("clerk.mh01", "sells at MH01, Maharashtra"),
    ("manager.dl01", "manages DL01"),
    ("headoffice", "prices, terms, stores (/admin/)"),
    ("headoffice2", "approves what headoffice asks for"),
    ("auditor", "sees everything, changes nothing"),
)
OWNERS = "DATABASE_OWNER_URL"
PASSWORD = "counter-demo"  # printed on purpose; the demo exists nowhere else
SECRET = "JBSWY3DPEHPK3PXP"
PINS = "clerk.dl01 2580, manager.dl01 7391"


def serve() -> int:
    """Start everything, watch over it until asked to stop. Raises CannotStart, with nothing left running."""
    own_servers = brings_own_servers(os.environ)
    port = chosen_port(os.environ)
    user = service_user()
    state = open_state(chosen_folder(root=ROOT, euid=os.geteuid(), environment=dict(os.environ)), user=user)
    with lock(state), Supervisor() as supervisor:
        check_port_is_free(port)
        rotate_logs(state)
        if not own_servers:
            forget_other_servers()
        env = application_environment(os.environ, state=state, port=port)
        try:
            if own_servers:
                if not env.get(OWNERS):
                    say(f"{OWNERS} is not set: one role migrates and runs, and no right of the database holds the application back")
                _prepare(supervisor, env=env, state=state)
            else:
                postgres, valkey = Postgres(state=state, user=user), Valkey(state=state)
                env |= postgres.environment | valkey.environment | {"DEMO": "1"}
                _prepare(supervisor, env=env, state=state, servers=(postgres, valkey))
            running = {name: value for name, value in env.items() if name != OWNERS}  # no process that runs knows the owner
            supervisor.start(*processes(port=port, env=running, state=state))
            supervisor.wait_ready(seconds=90)
            _welcome(env=env, state=state)
            supervisor.watch()
        except Stopping:
            say("stopping")
    say("stopped")
    return 0


def _prepare(supervisor: Supervisor, *, env: Mapping[str, str], state: State, servers: tuple[Postgres, Valkey] | None = None) -> None:
    """Bring the servers up, the schema and the data up to date, and meanwhile collect the static files."""
    log = state.logs / "collectstatic.log"
    static = supervisor.begin([sys.executable, "manage.py", "collectstatic", "--noinput", "-v0"], env=env, cwd=ROOT, log=log)
    if servers:
        servers[0].make_data_folder()
        supervisor.start(*servers)
        supervisor.wait_ready(seconds=90)
        say("PostgreSQL and Valkey are up")
    say("preparing the database" + (" (the first time this makes the demo, which takes a while)" if has_demo(env) else ""))
    commands = ["migrate", "load_catalogue", *(["load_demo"] if has_demo(env) else [])]
    if supervisor.run([sys.executable, "-m", "upgrade_program.embedded.prepare", *commands], env=env, cwd=ROOT) != 0:
        raise CannotStart("The database could not be prepared; see above.")
    if supervisor.finish(static) != 0:
        raise CannotStart(f"The static files could not be collected; see {log}")
    say("the database and the static files are prepared")


def _welcome(*, env: Mapping[str, str], state: State) -> None:
    address = env["PUBLIC_URL"]
    say(f"ready: {address}/")
    lines = [f"  counter      {address}/counter/", f"  head office  {address}/admin/"]
    if has_demo(env):
        width = max(len(name) for name, _ in SIGN_INS)
        lines += ["", f"  second factor of managers and head office: secret {SECRET}", f"  PINs of the shared till: {PINS}"]
        lines += ["", f"  sign-ins of the demo (password {PASSWORD}):", *(f"    {name:<{width}}  {what}" for name, what in SIGN_INS)]
    lines += ["", f"  logs in {state.logs}; Ctrl-C stops everything"]
    print("\n".join(lines), flush=True)
