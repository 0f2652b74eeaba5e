"""India's states and union territories by their GST code, and which of them charge UTGST instead of SGST."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class State:
    """A place of supply. Union territories without a legislature charge UTGST instead of SGST (smart-upgrade section 4.9)."""

    code: str
    name: str
    abbreviation: str
    has_legislature: bool


_WITH_LEGISLATURE = """
01 JK Jammu and Kashmir
02 HP Himachal Pradesh
03 PB Punjab
05 UK Uttarakhand
06 HR Haryana
07 DL Delhi
08 RJ Rajasthan
09 UP Uttar Pradesh
10 BR Bihar
11 SK Sikkim
12 AR Arunachal Pradesh
13 NL Nagaland
14 MN Manipur
15 MZ Mizoram
16 TR Tripura
17 ML Meghalaya
18 AS Assam
19 WB West Bengal
20 JH Jharkhand
21 OD Odisha
22 CG Chhattisgarh
23 MP Madhya Pradesh
24 GJ Gujarat
27 MH Maharashtra
29 KA Karnataka
30 GA Goa
32 KL Kerala
33 TN Tamil Nadu
34 PY Puducherry
36 TG Telangana
37 AP Andhra Pradesh
"""
# 25 (Daman and Diu) and 28 (undivided Andhra Pradesh) are no longer given out; 97 is the sea and other territory.
_WITHOUT_LEGISLATURE = """
04 CH Chandigarh
26 DH Dadra and Nagar Haveli and Daman and Diu
31 LD Lakshadweep
35 AN Andaman and Nicobar Islands
38 LA Ladakh
97 OT Other territory
"""


def _read(table: str, *, has_legislature: bool) -> list[State]:
    rows = (line.split(" ", 2) for line in table.strip().splitlines())
    return [State(code=code, name=name, abbreviation=short, has_legislature=has_legislature) for code, short, name in rows]


STATES: dict[str, State] = {
    state.code: state
    for state in sorted(
        [*_read(_WITH_LEGISLATURE, has_legislature=True), *_read(_WITHOUT_LEGISLATURE, has_legislature=False)],
        key=lambda state: state.code,
    )
}
STATE_CHOICES = [(state.code, f"{state.code} {state.name}") for state in STATES.values()]


def home_tax_is_utgst(code: str) -> bool:
    """Whether a supply inside this state carries UTGST beside CGST; an unknown code is a KeyError."""
    return not STATES[code].has_legislature
