"""The disk of the database is full: people are asked to come again, and once there is room everything acknowledged is there."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.embedded.test_serve import Launcher, eventually
from tests.faults.proof import nothing_lost_nothing_doubled
from tests.faults.tills import Till, close_tills, open_tills, signed_in, sold_by

pytestmark = pytest.mark.long
SIZE = "900m"  # the cluster, its write-ahead log, the binaries and the demo fit; not much more
MEGABYTE = 1024 * 1024


@pytest.fixture
def open_folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A disk of its own for the state folder, in memory."""
    folder = Path(f"/tmp/su-disk-{os.getpid()}")
    folder.mkdir(mode=0o711)
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={SIZE},mode=711", "tmpfs", folder], capture_output=True, text=True, check=False
    )
    try:
        assert mounted.returncode == 0, f"a small disk could not be mounted (root may): {mounted.stderr}"
        yield folder
    finally:
        eventually(lambda: subprocess.run(["umount", folder], capture_output=True, check=False).returncode == 0, seconds=30)
        folder.rmdir()


def fill(folder: Path) -> Path:
    """Leave nothing free; what is freed meanwhile is taken too."""
    filler = folder / "filler"
    with filler.open("ab", buffering=0) as file:
        for piece in (8 * MEGABYTE, MEGABYTE, 64 * 1024, 4096):
            try:
                while True:
                    file.write(b"\0" * piece)
            except OSError:
                continue
    return filler


def test_a_full_disk_loses_nothing(launcher: Launcher, open_folder: Path) -> None:
    launcher.start_until_ready()
    token = signed_in(launcher.port, "clerk.dl01")
    tills = open_tills(launcher.port, [token], number=3)
    assert eventually(lambda: len(sold_by(tills)) >= 50, seconds=60)
    filler = fill(open_folder)
    assert eventually(lambda: fill(open_folder) and stands_still(tills), seconds=80), "sales go on for ever on a full disk"
    before = len(sold_by(tills))
    filler.unlink()
    assert eventually(lambda: len(sold_by(tills)) >= before + 20, seconds=80), "no sales though there is room again"
    close_tills(tills)
    print(f"{before} sales until the disk was full, {len(sold_by(tills)) - before} after, answers {[dict(till.answers) for till in tills]}")
    assert [told for till in tills for told in till.impolite] == []
    nothing_lost_nothing_doubled(launcher, sold_by(tills))
    assert launcher.stop() == 0


def stands_still(tills: list[Till]) -> bool:
    sold = len(sold_by(tills))
    time.sleep(3)
    return len(sold_by(tills)) == sold
