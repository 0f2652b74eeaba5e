#!/usr/bin/env python3
"""The one command: `python3 run.py` starts everything, `python3 run.py test` proves everything.

Standard library only: it makes `.venv` from the pinned locks, then hands over to `upgrade_program.embedded`.
"""

import fcntl
import hashlib
import json
import os
import pathlib
import shutil
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
STAMP = VENV / "installed.json"  # what the environment holds; written last, so an interrupted install has none
MARK = VENV / "installing"  # stands while an install runs
INSTALLER = ROOT / "upgrade_program" / "embedded" / "installer.txt"
RUNTIME, DEV = "requirements.lock", "requirements-dev.lock"  # the second contains the first


def wanted(dev: bool, root: pathlib.Path = ROOT) -> dict:
    """What the stamp must say: this Python, this folder (scripts name it), and the locks needed."""
    stamp = {"python": "{}.{}".format(*sys.version_info), "folder": str(root), RUNTIME: _hash(root / RUNTIME)}
    return stamp | {DEV: _hash(root / DEV)} if dev else stamp


def satisfied(found: dict, need: dict) -> bool:
    """Whether an environment stamped `found` serves for `need`; one with the dev lock serves for both commands."""
    return all(found.get(key) == value for key, value in need.items())


def must_start_afresh(found: dict, need: dict, interrupted: bool) -> bool:
    """Whether the old environment cannot be added to: not ours, half-made, moved, of another Python or of older locks."""
    return interrupted or not found or any(key in found and found[key] != value for key, value in need.items())


def read_stamp(stamp: pathlib.Path = STAMP) -> dict:
    try:
        return dict(json.loads(stamp.read_text()))
    except (OSError, ValueError, TypeError):
        return {}


def ensure_environment(dev: bool) -> None:
    """Make or complete `.venv`. One at a time; a start after an interrupted install begins again."""
    need = wanted(dev)
    folder = os.open(ROOT, os.O_RDONLY)
    try:
        fcntl.flock(folder, fcntl.LOCK_EX)
        if PYTHON.exists() and not MARK.exists() and satisfied(read_stamp(), need):
            return
        if not os.access(ROOT, os.W_OK):
            sys.exit(f"{ROOT} is not writable for this user, and .venv is to be made there.")
        if must_start_afresh(read_stamp(), need, MARK.exists()) or not PYTHON.exists():
            _make_venv()
        MARK.touch()
        STAMP.unlink(missing_ok=True)
        _install(DEV if dev else RUNTIME)
        STAMP.write_text(json.dumps(need, indent=1))
        MARK.unlink()
    finally:
        os.close(folder)


def _make_venv() -> None:
    try:
        import ensurepip  # noqa: F401  (Debian packs it apart)
        import venv
    except ImportError:
        sys.exit("This Python cannot make virtual environments. On Debian and Ubuntu: apt-get install python3-venv")
    print(f"making {VENV}", flush=True)
    shutil.rmtree(VENV, ignore_errors=True)
    VENV.mkdir()
    MARK.touch()
    venv.create(VENV, with_pip=True)


def _install(lock: str) -> None:
    """Install `lock` by its hashes: with uv where it can be had, with pip otherwise."""
    began = time.monotonic()
    print(f"installing {lock} (once; about half a minute, with pip alone two)", flush=True)
    env = {key: value for key, value in os.environ.items() if key not in {"VIRTUAL_ENV", "PYTHONPATH", "PYTHONHOME"}}
    env |= {"PIP_DISABLE_PIP_VERSION_CHECK": "1", "PIP_NO_INPUT": "1", "PIP_ROOT_USER_ACTION": "ignore"}
    env.setdefault("UV_SYSTEM_CERTS", "1")  # the machine's certificates, as pip takes them
    quiet = [] if sys.stdout.isatty() else ["-q"]
    pip = [PYTHON, "-m", "pip", "install", "-q", "--require-hashes", "-r"]
    uv = [VENV / "bin" / "uv", "pip", "install", *quiet, "--compile-bytecode", "--python", PYTHON, "--require-hashes", "-r", lock]
    has_uv = subprocess.run([*pip, INSTALLER], env=env, cwd=ROOT, stderr=subprocess.DEVNULL).returncode == 0
    if not (has_uv and subprocess.run(uv, env=env, cwd=ROOT).returncode == 0):
        print("uv could not do it; pip does", flush=True)
        if subprocess.run([*pip, lock], env=env, cwd=ROOT).returncode != 0:
            sys.exit(f"Installing {lock} failed (see above). The next start begins again.")
    print(f"installed in {time.monotonic() - began:.0f} s", flush=True)


def _hash(path: pathlib.Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def main() -> None:
    if sys.version_info < (3, 11):  # noqa: UP036  (an older Python is told so here)
        sys.exit(f"Python 3.11 or newer is needed; this is {sys.version.split()[0]}.")
    command = sys.argv[1] if len(sys.argv) > 1 else "serve"
    ensure_environment(dev=command in {"test", "check", "bench"})
    if pathlib.Path(sys.prefix).resolve() != VENV.resolve():
        os.environ.pop("PYTHONHOME", None)
        os.execv(PYTHON, [str(PYTHON), str(ROOT / "run.py"), *sys.argv[1:]])
    from upgrade_program.embedded.commands import run

    sys.exit(run(sys.argv[1:]))


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        sys.exit("\nstopped")
