"""The words of a claim's papers in the customer's language: the offer, and the reason of a refusal."""

OFFER: dict[str, dict[str, str]] = {
    "en": {
        "title": "Offer",
        "claim": "Claim",
        "plan": "Plan",
        "phone": "Phone",
        "customer": "Customer",
        "offered": "Checked on",
        "held": "This offer stands through",
        "what": "Line and clause of the terms",
        "amount": "Amount",
        "how": (
            "The amount is set against a new Redmi, Mi or Xiaomi phone bought at the store now. It is not paid out in cash, "
            "and what the new phone costs less is not given back. You accept it with the code that comes to your phone."
        ),
        "see": "The same on your own phone:",
        "off": "off a new phone",
        "no_clause": "What was found is judged by counting, not by taste. You may ask somebody else at the store to look again.",
    },
    "hi": {
        "title": "प्रस्ताव",
        "claim": "दावा",
        "plan": "प्लान",
        "phone": "फ़ोन",
        "customer": "ग्राहक",
        "offered": "जाँच की तारीख़",
        "held": "यह प्रस्ताव इस दिन तक है",
        "what": "मद और नियम",
        "amount": "रक़म",
        "how": (
            "यह रक़म अभी इसी स्टोर से लिए नए Redmi, Mi या Xiaomi फ़ोन की क़ीमत में घटाई जाती है। नक़द नहीं दी जाती, "
            "और नया फ़ोन सस्ता हो तो बाक़ी रक़म वापस नहीं होती। आप अपने फ़ोन पर आए कोड से इसे मानते हैं।"
        ),
        "see": "यही अपने फ़ोन पर देखें:",
        "off": "नए फ़ोन पर छूट",
        "no_clause": "जो मिला वह गिनकर तय होता है, अंदाज़े से नहीं। आप स्टोर में किसी और से दोबारा देखने को कह सकते हैं।",
    },
}

REASON: dict[str, dict[str, str]] = {
    "en": {
        "noted": "Noted by the store:",
        "clause": "Clause",
        "claim": "Claim",
        "plan": "Plan",
        "now": "What to do now",
        "goes_on": "The plan goes on. Through {day} somebody else at the store can look again; until then {value} stays held.",
    },
    "hi": {
        "noted": "स्टोर ने लिखा:",
        "clause": "नियम",
        "claim": "दावा",
        "plan": "प्लान",
        "now": "अब क्या करें",
        "goes_on": "प्लान चलता रहता है। {day} तक स्टोर में कोई और इसे दोबारा देख सकता है; तब तक {value} आपके लिए सुरक्षित है।",
    },
}
