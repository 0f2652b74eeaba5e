"""Numbers in Hindi words. Every number to 99 has its own word; above, सौ, हज़ार, लाख and करोड़ are put together."""

from __future__ import annotations

_WORDS = """
शून्य एक दो तीन चार पाँच छह सात आठ नौ
दस ग्यारह बारह तेरह चौदह पंद्रह सोलह सत्रह अठारह उन्नीस
बीस इक्कीस बाईस तेईस चौबीस पच्चीस छब्बीस सत्ताईस अट्ठाईस उनतीस
तीस इकतीस बत्तीस तैंतीस चौंतीस पैंतीस छत्तीस सैंतीस अड़तीस उनतालीस
चालीस इकतालीस बयालीस तैंतालीस चौवालीस पैंतालीस छियालीस सैंतालीस अड़तालीस उनचास
पचास इक्यावन बावन तिरपन चौवन पचपन छप्पन सत्तावन अट्ठावन उनसठ
साठ इकसठ बासठ तिरसठ चौंसठ पैंसठ छियासठ सड़सठ अड़सठ उनहत्तर
सत्तर इकहत्तर बहत्तर तिहत्तर चौहत्तर पचहत्तर छिहत्तर सतहत्तर अठहत्तर उनासी
अस्सी इक्यासी बयासी तिरासी चौरासी पचासी छियासी सत्तासी अट्ठासी नवासी
नब्बे इक्यानवे बानवे तिरानवे चौरानवे पचानवे छियानवे सत्तानवे अट्ठानवे निन्यानवे
"""
_TO_99 = _WORDS.split()
_UNITS = ((10_000_000, "करोड़"), (100_000, "लाख"), (1_000, "हज़ार"), (100, "सौ"))


def hindi_number(number: int) -> str:
    """पाँच सौ उनचास for 549; below zero is a ValueError."""
    if number < 0:
        raise ValueError("a number in words is not below zero")
    if number < 100:
        return _TO_99[number]
    size, word = next(unit for unit in _UNITS if number >= unit[0])
    count, rest = divmod(number, size)
    said = f"{hindi_number(count)} {word}"
    return f"{said} {hindi_number(rest)}" if rest else said
