"""Runs the management commands of a start in one process, so that Django is loaded once."""

from __future__ import annotations

import sys

import django
from django.core.management import CommandError, call_command

# What each is told. The catalogue lists hundreds of changes on a first start; its progress bar is enough there.
OPTIONS: dict[str, dict[str, object]] = {"migrate": {"verbosity": 0, "interactive": False}, "load_catalogue": {"verbosity": 0}}


def main(names: list[str]) -> int:
    django.setup()
    for name in names:
        try:
            call_command(name, **OPTIONS.get(name, {}))
        except CommandError as error:
            print(f"{name}: {error}", file=sys.stderr)
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
