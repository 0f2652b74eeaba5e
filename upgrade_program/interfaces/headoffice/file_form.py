"""A CSV file that is sent, or its text corrected by hand."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest

_LARGEST = 2 * 1024 * 1024  # bytes of a file


class FileForm(forms.Form):
    """A file, or its text corrected by hand; `text` is what was read of either."""

    file = forms.FileField(label="CSV file", required=False)
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
                typed["text"] = sent.read().decode("utf-8-sig")
            except UnicodeDecodeError:
                self.add_error("file", "The file is no text in UTF-8. Save it as CSV (UTF-8) and send it again.")
        elif not typed.get("text", "").strip():
            self.add_error("file", "Choose a file, or paste its text.")
        return typed

    def keep(self, request: HttpRequest, text: str) -> None:
        """What a file held stands in the text field, to be corrected there."""
        sent = request.POST.copy()
        sent["text"] = text.replace("\x00", "")
        self.data = sent
