"""Which files of `static/` are served: the built ones. Sources and their packages stay at home."""

from typing import Any

from django.contrib.staticfiles.finders import FileSystemFinder


class BuiltFiles(FileSystemFinder):
    """Finds everything in STATICFILES_DIRS but `src/`."""

    def list(self, ignore_patterns: Any) -> Any:
        return super().list([*(ignore_patterns or []), "src"])
