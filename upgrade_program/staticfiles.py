"""Which files of `static/` are served, the built ones (sources and their packages stay at home), and by which address."""

from functools import cache
from typing import Any

from django.contrib.staticfiles.finders import FileSystemFinder
from whitenoise.storage import CompressedManifestStaticFilesStorage  # type: ignore[import-untyped]  # whitenoise has no types


class BuiltFiles(FileSystemFinder):
    """Finds everything in STATICFILES_DIRS but `src/`."""

    def list(self, ignore_patterns: Any) -> Any:
        return super().list([*(ignore_patterns or []), "src"])


class NamedByContent(CompressedManifestStaticFilesStorage):  # type: ignore[misc]  # whitenoise has no types
    """Names files by a hash of their content, as the manifest has it; each name is worked out once, because a page has a dozen.

    Beside each file that shrinks lies its gzip, which whitenoise gives to whoever takes it.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._address = cache(super().url)

    def url(self, name: str | None, force: bool = False) -> str:
        return str(super().url(name, force) if force else self._address(name))
