"""Rebuilds the CSS in a folder apart and compares it with the committed file, so nobody edits what is built."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from upgrade_program.embedded.state import ROOT

SOURCE = Path("static/src")
BUILT = Path("static/css/app.css")
NAMED_FOLDER = re.compile(r'@source "\.\./\.\./([^"]+)"')


def main() -> int:
    """Exit 0 when a clean build gives the committed file byte for byte."""
    if shutil.which("npm") is None:
        print("npm is missing. On Debian and Ubuntu: apt-get install nodejs npm")
        return 1
    with tempfile.TemporaryDirectory(prefix="smart-upgrade-css-") as folder:
        elsewhere = Path(folder)
        _copy_sources(elsewhere)
        for command in (["npm", "ci", "--ignore-scripts", "--prefer-offline", "--no-progress"], ["npm", "run", "css"]):
            if subprocess.run(command, cwd=elsewhere / SOURCE, stdin=subprocess.DEVNULL).returncode != 0:
                print(f"{' '.join(command)} failed")
                return 1
        if not (ROOT / BUILT).exists() or (elsewhere / BUILT).read_bytes() != (ROOT / BUILT).read_bytes():
            print(f"{BUILT} is not what its sources give. Build and commit it: cd {SOURCE} && npm ci --ignore-scripts && npm run css")
            return 1
    return 0


def _copy_sources(elsewhere: Path) -> None:
    """Copy the CSS sources and the folders they name; a build in the work tree would disturb whoever works there."""
    ignore = shutil.ignore_patterns("node_modules", "__pycache__")
    shutil.copytree(ROOT / SOURCE, elsewhere / SOURCE, ignore=ignore)
    for name in NAMED_FOLDER.findall((ROOT / SOURCE / "app.css").read_text()):
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, elsewhere / name, ignore=ignore, dirs_exist_ok=True)


if __name__ == "__main__":
    sys.exit(main())
