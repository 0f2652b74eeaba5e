"""The words after `run.py`, and what each starts."""

from __future__ import annotations

import sys

from upgrade_program.embedded.console import CannotStart

USAGE = """usage: python3 run.py                 start everything on 127.0.0.1 (PORT= moves it); Ctrl-C stops it
       python3 run.py test [--long] [--no-check] [pytest arguments]
       python3 run.py check           lint, types, imports, migrations, templates, CSS
       python3 run.py bench           the measurements of tests/bench
       python3 run.py backup FILE     the whole database into FILE and FILE.json, while it runs or not
       python3 run.py restore FILE    a backup into an empty database"""


def run(arguments: list[str]) -> int:
    """Run one sub-command; returns its exit code. What cannot start says why."""
    command, rest = (arguments[0], arguments[1:]) if arguments else ("serve", [])
    try:
        match command, rest:
            case "serve", []:
                from upgrade_program.embedded.serve import serve

                return serve()
            case "check", []:
                from upgrade_program.embedded.checks import check

                return check()
            case "test", _:
                from upgrade_program.embedded.suite import test

                return test(rest)
            case "bench", _:
                from upgrade_program.embedded.suite import bench

                return bench(rest)
            case (("backup" | "restore"), [file]):
                from upgrade_program.embedded.backup import keep

                return keep(command, file)
            case (("help" | "-h" | "--help"), _):
                print(USAGE)
                return 0
    except CannotStart as no:
        print(f"\n{no}", file=sys.stderr)
        return 1
    print(USAGE, file=sys.stderr)
    return 2
