"""A file that is sent, CSV or XLSX, or its text corrected by hand."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest

from upgrade_program.foundation.workbooks import is_workbook, sheet_text
from upgrade_program.kernel.sheets import FileUnreadable

_LARGEST = 2 * 1024 * 1024  # bytes of a file


class FileForm(forms.Form):
    """A file, or its text corrected by hand; `text` is what was read of either, of a workbook the first sheet as CSV."""

    file = forms.FileField(label="File, CSV or XLSX", required=False, widget=forms.FileInput(attrs={"accept": ".csv,.xlsx"}))
    text = forms.CharField(
        label="or its text", required=False, strip=False, widget=forms.Textarea(attrs={"rows": 10, "spellcheck": "false"})
    )

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or {}
        sent = typed.get("file")
        if sent is not None and sent.size > _LARGEST:
            self.add_error("file", "The file is larger than 2 MB. Leave out what does not change.")
        elif sent is not None:
            try:
                typed["text"] = _text_of(sent.read())
            except UnicodeDecodeError:
                self.add_error("file", "The file is no text in UTF-8. Save it as CSV (UTF-8) and send it again.")
            except FileUnreadable as no:
                self.add_error("file", str(no))
        elif not typed.get("text", "").strip():
            self.add_error("file", "Choose a file, or paste its text.")
        return typed

    def keep(self, request: HttpRequest, text: str) -> None:
        """What a file held stands in the text field, to be corrected there."""
        sent = request.POST.copy()
        sent["text"] = text.replace("\x00", "")
        self.data = sent


def _text_of(data: bytes) -> str:
    return sheet_text(data) if is_workbook(data) else data.decode("utf-8-sig")
