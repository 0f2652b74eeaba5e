"""Workbooks (XLSX): read into the text of a CSV file, so that both kinds of file go one way, and written for spreadsheets to open."""

from upgrade_program.foundation.workbooks.containers import is_workbook
from upgrade_program.foundation.workbooks.reading import sheet_text
from upgrade_program.foundation.workbooks.writing import CONTENT_TYPE, workbook

__all__ = ["CONTENT_TYPE", "is_workbook", "sheet_text", "workbook"]
