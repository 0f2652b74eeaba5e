"""Where the files of goods lie."""

from __future__ import annotations

from django.core.files.storage import FileSystemStorage, Storage, storages


class GoodsFiles(FileSystemStorage):
    """Files with no address on the web: whoever fetches one shows their link."""

    def url(self, name: str | None) -> str:
        raise ValueError("goods have no address of their own")


def goods_files() -> Storage:
    """The storage of the setting `STORAGES["goods"]`."""
    return storages["goods"]
