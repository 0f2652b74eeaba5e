"""Words of the reports."""

from enum import StrEnum


class Axis(StrEnum):
    """By what the plans of the rollup are put together."""

    STORE = "store"
    MODEL = "model"
    MONTH = "month"
    REST = "rest"  # suspended plans, which give nothing until they are resumed
