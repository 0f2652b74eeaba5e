"""What a workbook is outside: a ZIP of XML files. It is looked over before anything in it is unpacked or parsed."""

from __future__ import annotations

import io
import zipfile
import zlib

from upgrade_program.kernel.sheets import FileUnreadable

MOST_MEMBERS = 200
LARGEST_UNPACKED = 12 * 1024 * 1024  # bytes of all members together; a sheet of 5,000 lines has one or two million
_ZIP, _OLD = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # the second begins XLS, and XLSX under a password
_PACKED = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}  # what spreadsheets write; others are unpacked without an end in sight
_CONTENTS = "[Content_Types].xml"
_MACROS = ("vbaproject.bin", "xl/macrosheets/", "xl/dialogsheets/")
_SAVE_AS = "Save it as an Excel workbook (.xlsx) or as CSV (UTF-8), and send it again."
# A file that says how to read other text than it holds: nothing a spreadsheet writes, and how such a parser is kept busy for ever.
_DECLARED = (b"<!DOCTYPE", b"<!ENTITY")


def is_workbook(data: bytes) -> bool:
    """Whether the bytes are those of a workbook, of whichever kind; a text never begins like this."""
    return data.startswith((_ZIP, _OLD))


def looked_over(data: bytes) -> io.BytesIO:
    """The same container, made anew of what was looked at, without compression: what reads it unpacks nothing any more, and finds nothing
    but XML, each part looked through. Pictures and printers' settings are left out: nobody reads them.

    Refuses (`file_unreadable`) what is no XLSX, is locked, holds macros, would unpack to too much, or declares entities. Each member is
    unpacked to no more than it says, whatever it holds.
    """
    if data.startswith(_OLD):
        raise _refusal("it is an old or a locked workbook")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = archive.infolist()
            _check(members)
            parts = {member.filename: _unpacked(archive, member) for member in members}
        if b"macroenabled" in parts[_CONTENTS].lower():
            raise _macros()
    except (zipfile.BadZipFile, zlib.error, KeyError, EOFError, OSError, RuntimeError, NotImplementedError, ValueError) as fault:
        raise _refusal("it is no workbook, or a damaged one") from fault
    anew = io.BytesIO()
    with zipfile.ZipFile(anew, "w", zipfile.ZIP_STORED) as archive:
        for name, part in parts.items():
            if name.lower().endswith((".xml", ".rels")):
                _check_xml(part)
                archive.writestr(name, part)
    anew.seek(0)
    return anew


def _check(members: list[zipfile.ZipInfo]) -> None:
    names = [member.filename.lower() for member in members]
    if len(members) > MOST_MEMBERS or sum(member.file_size for member in members) > LARGEST_UNPACKED:
        raise _refusal("unpacked it is larger than a list of prices or people can be", "Leave out what does not change.")
    if len(set(names)) < len(names) or any(member.flag_bits & 1 or member.compress_type not in _PACKED for member in members):
        raise _refusal("it is damaged or locked")
    if any(part in name for name in names for part in _MACROS):
        raise _macros()


def _unpacked(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> bytes:
    """`archive.read` would unpack all there is and then cut it to the size that is said."""
    with archive.open(member) as part:
        return part.read(member.file_size + 1)


def _check_xml(data: bytes) -> None:
    if b"\x00" in data[:64]:  # UTF-16 or UTF-32, in which the words below would not be found
        raise _refusal("its inside is not written in UTF-8")
    if any(word in data for word in _DECLARED):
        raise _refusal("it declares entities")


def _macros() -> FileUnreadable:
    return _refusal("it holds macros", "Save it as an Excel workbook without macros (.xlsx), and send it again.")


def _refusal(fault: str, next_step: str = _SAVE_AS) -> FileUnreadable:
    return FileUnreadable(fault=fault, next_step=next_step)
