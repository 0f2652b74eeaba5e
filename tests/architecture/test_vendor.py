"""Other people's files that pages load: what the lock pins, with their licences, and no more."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest
from django.conf import settings

STATIC = Path(settings.BASE_DIR) / "static"
VENDOR = STATIC / "vendor"
FILES = {"zxing-wasm/LICENSE", "zxing-wasm/LICENSE.zxing-cpp", "zxing-wasm/reader.js", "zxing-wasm/zxing_reader.wasm"}


def files_in(folder: Path) -> dict[str, bytes]:
    return {str(file.relative_to(folder)): file.read_bytes() for file in folder.rglob("*") if file.is_file()}


def test_each_vendored_program_comes_with_its_licences() -> None:
    found = files_in(VENDOR)
    assert found.keys() == FILES
    assert found["zxing-wasm/zxing_reader.wasm"].startswith(b"\0asm")
    assert b"MIT License" in found["zxing-wasm/LICENSE"]
    assert b"Apache License" in found["zxing-wasm/LICENSE.zxing-cpp"]


def test_the_lock_pins_every_package_by_its_hash_and_names_no_address() -> None:
    wanted = json.loads((STATIC / "src/package.json").read_text())["devDependencies"]
    text = (STATIC / "src/package-lock.json").read_text()
    locked = json.loads(text)["packages"]
    assert "http" not in text
    for name, version in wanted.items():
        assert locked[f"node_modules/{name}"]["version"] == version
        assert locked[f"node_modules/{name}"]["integrity"].startswith("sha512-")


@pytest.mark.long
def test_the_vendored_files_are_the_packages_own(tmp_path: Path) -> None:
    """Installed afresh from the lock, whose hashes npm checks."""
    shutil.copytree(STATIC / "src", tmp_path / "src", ignore=shutil.ignore_patterns("node_modules", "pictures"))
    for command in (["npm", "ci", "--ignore-scripts", "--prefer-offline", "--no-progress"], ["npm", "run", "vendor"]):
        subprocess.run(command, cwd=tmp_path / "src", check=True, capture_output=True, stdin=subprocess.DEVNULL)
    assert files_in(tmp_path / "vendor") == files_in(VENDOR)
