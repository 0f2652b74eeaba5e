"""`manage.py verify_audit`: go through every chain and compute every hash again; ends with 1 when anything is wrong."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from upgrade_program.foundation.audit.queries import Fault, Head, chain_head, chains, walk


class Command(BaseCommand):
    help = (
        "Verifies the audit trail. With --against it also compares the heads kept outside, which alone show a chain cut off or rewritten."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--chain", type=int, help="only this chain: a store's id, 0 for head office")
        parser.add_argument("--write-heads", type=Path, metavar="FILE", help="write each chain's last place and hash, to be kept elsewhere")
        parser.add_argument("--against", type=Path, metavar="FILE", help="compare with heads written earlier")

    def handle(self, *args: Any, **options: Any) -> None:
        anchors = _read(options["against"])
        wanted = sorted({*chains(), *anchors}) if options["chain"] is None else [options["chain"]]
        heads = [chain_head(chain) for chain in wanted]
        found = self._verify(heads, anchors)
        for fault in found:
            self.stdout.write(self.style.ERROR(str(fault)))
        rows = sum(head.seq for head in heads)
        if found:
            self.stdout.write(self.style.ERROR(f"{len(found)} faults in {rows} rows of {len(heads)} chains."))
            sys.exit(1)
        if options["write_heads"]:
            options["write_heads"].write_text(json.dumps([[head.chain, head.seq, head.hash] for head in heads]) + "\n")
        self.stdout.write(self.style.SUCCESS(f"{rows} rows of {len(heads)} chains verified, no fault."))

    def _verify(self, heads: list[Head], anchors: dict[int, Head]) -> list[Fault]:
        found: list[Fault] = []
        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
        with Progress(*columns, console=Console(stderr=True)) as progress:
            for head in heads:
                bar = progress.add_task(f"chain {head.chain}", total=head.seq)
                for seq, fault in walk(head.chain, anchor=anchors.get(head.chain)):
                    if fault:
                        found.append(fault)
                    elif seq % 500 == 0 or seq == head.seq:
                        progress.update(bar, completed=seq)
        return found


def _read(file: Path | None) -> dict[int, Head]:
    if file is None:
        return {}
    try:
        return {chain: Head(int(chain), int(seq), str(hash_)) for chain, seq, hash_ in json.loads(file.read_text())}
    except (OSError, ValueError, TypeError) as error:
        raise CommandError(f"{file} holds no heads written by --write-heads") from error
