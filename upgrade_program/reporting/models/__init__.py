"""Tables of the reports: which days and weeks were mailed, the rollups of the books and of what is owed, and the trials of drafts."""

from upgrade_program.reporting.models.books import CarriedMonth, CarriedStore, KeptAmount, KeptMonth, KeptStore
from upgrade_program.reporting.models.day import ReportedDay, ReportedWeek
from upgrade_program.reporting.models.exposure import ExposureCounted, ExposureRun, ExposureStep, ExposureTouch, RedemptionShare
from upgrade_program.reporting.models.trial import KeptTrial

__all__ = [
    "CarriedMonth",
    "CarriedStore",
    "ExposureCounted",
    "ExposureRun",
    "ExposureStep",
    "ExposureTouch",
    "KeptAmount",
    "KeptMonth",
    "KeptStore",
    "KeptTrial",
    "RedemptionShare",
    "ReportedDay",
    "ReportedWeek",
]
