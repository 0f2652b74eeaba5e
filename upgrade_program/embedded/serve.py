"""`python3 run.py`: from nothing to a shop that answers, and back to nothing on Ctrl-C."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping

from upgrade_program.embedded.application import processes
from upgrade_program.embedded.console import CannotStart, say
from upgrade_program.embedded.environment import HOST, brings_own_servers, check_port_is_free, chosen_port, forget_other_servers
from upgrade_program.embedded.identity import service_user
from upgrade_program.embedded.postgres import Postgres
from upgrade_program.embedded.state import ROOT, State, chosen_folder, lock, open_state, rotate_logs, secret_key
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
PASSWORD = "counter-demo"  # printed on purpose; the demo exists nowhere else


def serve() -> int:
    """Start everything, watch over it until asked to stop. Raises CannotStart, with nothing left running."""
    own_servers = brings_own_servers(os.environ)
    port = chosen_port(os.environ)
    user = service_user()
    state = open_state(chosen_folder(root=ROOT, euid=os.geteuid(), environment=dict(os.environ)), user=user)
    with lock(state), Supervisor() as supervisor:
        check_port_is_free(port)
        rotate_logs(state)
        try:
            env = _application_environment(state=state, port=port)
            if not own_servers:
                forget_other_servers()
                env = {name: value for name, value in env.items() if not name.startswith("PG")} | {"DEMO": "1"}
            static = supervisor.begin(
                [sys.executable, "manage.py", "collectstatic", "--noinput", "-v0"], env=env, cwd=ROOT, log=state.logs / "collectstatic.log"
            )
            if not own_servers:
                postgres, valkey = Postgres(state=state, user=user), Valkey(state=state)
                postgres.make_data_folder()
                supervisor.start(postgres, valkey)
                supervisor.wait_ready(seconds=90)
                say("PostgreSQL and Valkey are up")
                env |= postgres.environment | valkey.environment
            demo = env.get("DEMO", "").lower() in {"1", "true", "yes", "on"}
            commands = ["migrate", "load_catalogue", *(["load_demo"] if demo else [])]
            if supervisor.run([sys.executable, "-m", "upgrade_program.embedded.prepare", *commands], env=env, cwd=ROOT) != 0:
                raise CannotStart("The database could not be prepared; see above.")
            if supervisor.finish(static) != 0:
                raise CannotStart(f"The static files could not be collected; see {state.logs / 'collectstatic.log'}")
            say("the database and the static files are prepared")
            supervisor.start(*processes(port=port, env=env, state=state))
            supervisor.wait_ready(seconds=90)
            _welcome(address=env["PUBLIC_URL"], demo=demo, state=state)
            supervisor.watch()
        except Stopping:
            say("stopping")
    say("stopped")
    return 0


def _application_environment(*, state: State, port: int) -> dict[str, str]:
    given: Mapping[str, str] = os.environ
    return dict(given) | {
        "APP_STATE": str(state.folder),
        "DJANGO_SETTINGS_MODULE": "upgrade_program.settings",
        "PORT": str(port),
        "PUBLIC_URL": given.get("PUBLIC_URL") or f"http://{HOST}:{port}",
        "SECRET_KEY": given.get("SECRET_KEY") or secret_key(state),
    }


def _welcome(*, address: str, demo: bool, state: State) -> None:
    say(f"ready: {address}/")
    lines = [f"  counter      {address}/counter/", f"  head office  {address}/admin/"]
    if demo:
        width = max(len(name) for name, _ in SIGN_INS)
        lines += ["", f"  sign-ins of the demo (password {PASSWORD}):", *(f"    {name:<{width}}  {what}" for name, what in SIGN_INS)]
    lines += ["", f"  logs in {state.logs}; Ctrl-C stops everything"]
    print("\n".join(lines), flush=True)
