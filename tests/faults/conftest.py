"""A shop of its own for each test: `run.py` with a state folder and a port that nobody else has."""

from tests.embedded.conftest import open_folder, run_py
from tests.embedded.test_serve import launcher

__all__ = ["launcher", "open_folder", "run_py"]
