"""Tables of the reports: which days and weeks were mailed, and the rollups of the books and of what is owed."""

from upgrade_program.reporting.models.books import KeptAmount, KeptMonth, KeptStore
from upgrade_program.reporting.models.day import ReportedDay, ReportedWeek
from upgrade_program.reporting.models.exposure import ExposureCounted, ExposureRun, ExposureStep, ExposureTouch, RedemptionShare

__all__ = [
    "ExposureCounted",
    "ExposureRun",
    "ExposureStep",
    "ExposureTouch",
    "KeptAmount",
    "KeptMonth",
    "KeptStore",
    "RedemptionShare",
    "ReportedDay",
    "ReportedWeek",
]
