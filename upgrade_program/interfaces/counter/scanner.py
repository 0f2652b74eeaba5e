"""The pages with a camera: they alone may compile the bar code reader, which is WebAssembly."""

from __future__ import annotations

from csp.constants import WASM_UNSAFE_EVAL
from csp.decorators import csp_update

with_scanner = csp_update({"script-src": [WASM_UNSAFE_EVAL]})
