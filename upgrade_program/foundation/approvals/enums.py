"""What can become of a request."""

from enum import StrEnum


class State(StrEnum):
    """`waiting` goes to exactly one of the others and stays there."""

    WAITING = "waiting"
    GRANTED = "granted"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"  # by the asker
    LAPSED = "lapsed"  # what it was about ended first
