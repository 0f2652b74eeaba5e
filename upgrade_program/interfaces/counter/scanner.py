"""The pages with a camera: they alone may compile the bar code reader, which is WebAssembly."""

from __future__ import annotations

from csp.constants import WASM_UNSAFE_EVAL
from csp.decorators import csp_update

from upgrade_program.interfaces.counter.gate import View


def with_scanner(view: View) -> View:
    """The page's scripts may compile WebAssembly, and nothing else more than any other page's."""
    page: View = csp_update({"script-src": [WASM_UNSAFE_EVAL]})(view)
    return page
