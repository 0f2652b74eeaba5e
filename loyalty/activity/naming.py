"""How a member is named where others read it. No framework in here."""

from __future__ import annotations

_HIDDEN = "\u2022" * 3


def masked_name(name: str) -> str:
    """The first letter of each part of a name, at most two: F••• A•••."""
    parts = name.split()
    shown = [parts[0], parts[-1]] if len(parts) > 1 else parts
    return " ".join(f"{part[0]}{_HIDDEN}" for part in shown)
