"""The words a voucher prints, in English and Hindi. Numbers, names and the law's own abbreviations are the same in both."""

from __future__ import annotations

WORDS: dict[str, dict[str, str]] = {
    "en": {
        "purchase": "Purchase voucher",
        "return": "Return voucher",
        "original": "ORIGINAL",
        "duplicate": "DUPLICATE",
        "bought_from": "Bought from",
        "handed_to": "Handed back to",
        "identity": "Proof of identity",
        "as_seen": "as seen at the counter",
        "ending": "{kind}, ending in {last4}",
        "phone": "Used phone",
        "imei": "IMEI",
        "takes_back": "Takes back",
        "because": "Because",
        "purchase_says": (
            "The seller owns this phone, has removed every account and lock from it, and agrees that everything on it is erased. "
            "The amount is set against the bill of the new phone; it is not paid out."
        ),
        "return_says": "The phone is handed back to the customer; the amount set against the new phone is taken back with it.",
        "signature": "Signature of the customer",
        "for": "For {store}",
        "aadhaar": "Aadhaar",
        "driving_licence": "Driving licence",
        "pan": "PAN",
        "passport": "Passport",
        "voter_id": "Voter ID",
    },
    "hi": {
        "purchase": "ख़रीद वाउचर",
        "return": "वापसी वाउचर",
        "original": "मूल प्रति",
        "duplicate": "DUPLICATE · दूसरी प्रति",
        "bought_from": "किससे ख़रीदा",
        "handed_to": "किसे लौटाया",
        "identity": "पहचान पत्र",
        "as_seen": "काउंटर पर देखा गया",
        "ending": "{kind}, आख़िरी अंक {last4}",
        "phone": "पुराना फ़ोन",
        "imei": "IMEI",
        "takes_back": "किस वाउचर की वापसी",
        "because": "कारण",
        "purchase_says": (
            "यह फ़ोन बेचने वाले का है; उन्होंने इससे हर खाता और लॉक हटा दिया है और सहमत हैं कि इस पर रखा सब कुछ मिटा दिया जाए। "
            "यह राशि नए फ़ोन के बिल में घटाई जाती है; नक़द नहीं दी जाती।"
        ),
        "return_says": "फ़ोन ग्राहक को लौटा दिया गया है; नए फ़ोन के बिल में घटाई गई राशि भी इसके साथ वापस ली जाती है।",
        "signature": "ग्राहक के हस्ताक्षर",
        "for": "{store} की ओर से",
        "aadhaar": "आधार",
        "driving_licence": "ड्राइविंग लाइसेंस",
        "pan": "पैन",
        "passport": "पासपोर्ट",
        "voter_id": "मतदाता पहचान पत्र",
    },
}
