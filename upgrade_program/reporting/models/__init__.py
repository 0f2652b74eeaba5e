"""Tables of the reports: which days and weeks were mailed, and the rollup of what is owed."""

from upgrade_program.reporting.models.day import ReportedDay, ReportedWeek
from upgrade_program.reporting.models.exposure import ExposureCounted, ExposureRun, ExposureStep, ExposureTouch, RedemptionShare

__all__ = ["ExposureCounted", "ExposureRun", "ExposureStep", "ExposureTouch", "RedemptionShare", "ReportedDay", "ReportedWeek"]
