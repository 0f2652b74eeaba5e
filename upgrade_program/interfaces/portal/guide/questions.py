"""Questions people ask at a counter, with the answers of the rules; in English and Hindi. Source: smart-upgrade sections 2 to 6.

`{…}` are filled from the terms in force, so that no answer says what the terms do not.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Question:
    """One question and its answer; `key` is its place on the page, for links."""

    key: str
    asked: str
    answer: str


# key: question and answer per language
_WORDS: dict[str, dict[str, tuple[str, str]]] = {
    "what": {
        "en": (
            "What do I get?",
            "A fixed value for your phone, in rupees and with dates, when you buy a different Redmi or Mi phone in a store: "
            "from {first} % of its selling price down to {least} %, the sooner the more. Your certificate shows each day and each rupee.",
        ),
        "hi": (
            "मुझे क्या मिलता है?",
            "स्टोर में दूसरा Redmi या Mi फ़ोन लेने पर आपके फ़ोन की पक्की क़ीमत, रुपये और तारीख़ के साथ: "
            "उसकी खुदरा क़ीमत के {first} % से {least} % तक, जितना जल्दी उतना ज़्यादा। प्रमाणपत्र पर हर तारीख़ और हर रुपया लिखा है।",
        ),
    },
    "cash": {
        "en": ("Can I have cash?", "No. The value is taken off the bill of the new phone. If that phone costs less, what is over is lost."),
        "hi": ("क्या नक़द मिलेगा?", "नहीं। क़ीमत नए फ़ोन के बिल से घटती है। नया फ़ोन सस्ता हो तो बचा हुआ हिस्सा नहीं मिलता।"),
    },
    "never": {
        "en": (
            "What if I never come?",
            "Then the plan ends on its last day and you have paid for it in vain. Nobody charges you anything more.",
        ),
        "hi": ("अगर मैं कभी न आऊँ तो?", "तब प्लान आख़िरी दिन ख़त्म हो जाता है और उसका दाम वापस नहीं होता। और कुछ नहीं लिया जाता।"),
    },
    "wait": {
        "en": (
            "Why is it worth nothing at first?",
            "The promise begins after {wait} months from the date on the phone's bill. The first day is on your certificate.",
        ),
        "hi": (
            "शुरू में क़ीमत शून्य क्यों है?",
            "वादा फ़ोन के बिल की तारीख़ से {wait} महीने बाद शुरू होता है। पहला दिन प्रमाणपत्र पर लिखा है।",
        ),
    },
    "month-end": {
        "en": (
            "My bill is of the 31st. How are the months counted?",
            "Always from the date on the bill, to the same day of the month, or to its last day where the month is shorter: "
            "from 31 January, three months are 30 April, and the value begins on 1 May.",
        ),
        "hi": (
            "मेरा बिल 31 तारीख़ का है। महीने कैसे गिने जाते हैं?",
            "हमेशा बिल की तारीख़ से; महीना छोटा हो तो उसके आख़िरी दिन तक: 31 जनवरी से तीन महीने 30 अप्रैल हैं, और क़ीमत 1 मई से।",
        ),
    },
    "last-day": {
        "en": (
            "I come on the very last day of a value, and there is a queue.",
            "What counts is the day on which the store enters your phone, by Indian time. From then on that value is kept for you "
            "through the end of the {hold} days that follow, even if it falls meanwhile.",
        ),
        "hi": (
            "मैं किसी क़ीमत के आख़िरी दिन आऊँ और लंबी क़तार हो?",
            "जिस दिन स्टोर आपका फ़ोन दर्ज करे वही दिन गिना जाता है, भारतीय समय से। उसके बाद {hold} दिन पूरे होने तक वह क़ीमत "
            "आपके लिए रुकी रहती है, बीच में घट जाए तब भी।",
        ),
    },
    "damage": {
        "en": (
            "My display is cracked. Do I get nothing?",
            "You get less. Each fault takes off its per cent of the value, and the list is on the page about how it works. "
            "Only a phone that does not power on, has been in water, is locked or is not the one on the plan is turned away.",
        ),
        "hi": (
            "डिस्प्ले टूटा है। क्या कुछ नहीं मिलेगा?",
            "कम मिलेगा। हर ख़राबी क़ीमत का तय प्रतिशत घटाती है; सूची “यह कैसे काम करता है” पेज पर है। "
            "केवल वही फ़ोन नहीं लिया जाता जो चालू न हो, पानी में गया हो, लॉक हो या प्लान वाला न हो।",
        ),
    },
    "bring": {
        "en": (
            "What do I bring?",
            "The phone, charged; its bill; an identity card to show; and the mobile that gets our code. "
            "Save your data, sign out of your accounts and remove the locks before.",
        ),
        "hi": (
            "साथ क्या लाऊँ?",
            "चार्ज किया हुआ फ़ोन; उसका बिल; दिखाने के लिए पहचान पत्र; और वह मोबाइल जिस पर कोड आता है। "
            "पहले अपना डेटा सहेज लें, खातों से साइन आउट करें और लॉक हटा दें।",
        ),
    },
    "other-store": {
        "en": ("Does it have to be the store that sold the plan?", "No. Any store of the programme opens your plan by its number."),
        "hi": ("क्या उसी स्टोर पर जाना होगा?", "नहीं। कार्यक्रम का कोई भी स्टोर नंबर से आपका प्लान खोल सकता है।"),
    },
    "same-model": {
        "en": (
            "May the new phone be the same model?",
            "Yes, another piece of it. It has to be a Mi, Redmi or Xiaomi phone bought in the store.",
        ),
        "hi": ("क्या नया फ़ोन उसी मॉडल का हो सकता है?", "हाँ, पर दूसरा फ़ोन। वह स्टोर से लिया Mi, Redmi या Xiaomi फ़ोन होना चाहिए।"),
    },
    "warranty": {
        "en": (
            "The service centre gave me another phone. Is the plan lost?",
            "No. Bring the service paper to a store: the plan moves to the new IMEI with the same dates and values.",
        ),
        "hi": (
            "सर्विस सेंटर ने दूसरा फ़ोन दिया। क्या प्लान गया?",
            "नहीं। सर्विस का काग़ज़ स्टोर पर लाएँ: प्लान उन्हीं तारीख़ों और क़ीमतों के साथ नए IMEI पर चला जाता है।",
        ),
    },
    "lost": {
        "en": (
            "My phone was lost or stolen.",
            "Tell a store: the plan rests, so that nobody else can use it. Its dates run on. If the phone comes back, it goes on.",
        ),
        "hi": (
            "मेरा फ़ोन खो गया या चोरी हो गया।",
            "स्टोर को बताएँ: प्लान रुक जाता है ताकि कोई और इस्तेमाल न करे। तारीख़ें चलती रहती हैं। फ़ोन मिल जाए तो प्लान फिर चालू हो जाता है।",
        ),
    },
    "cancel": {
        "en": (
            "I changed my mind.",
            "Through the {look} days after the sale a store cancels the plan and pays all of it back, against a code sent to your mobile. "
            "Later only if the phone itself is returned or the store made an error.",
        ),
        "hi": (
            "मेरा मन बदल गया।",
            "बिक्री के बाद {look} दिन तक स्टोर प्लान रद्द करके पूरा पैसा लौटाता है, आपके मोबाइल पर आए कोड से। "
            "उसके बाद तभी, जब फ़ोन ही लौटाया जाए या स्टोर से ग़लती हुई हो।",
        ),
    },
    "price": {
        "en": (
            "The phone became cheaper in the shops. Does my value fall?",
            "No. It is counted from the selling price on the date of your bill and never changes afterwards.",
        ),
        "hi": (
            "फ़ोन बाज़ार में सस्ता हो गया। क्या मेरी क़ीमत घटेगी?",
            "नहीं। वह आपके बिल की तारीख़ की खुदरा क़ीमत से गिनी जाती है और बाद में नहीं बदलती।",
        ),
    },
    "online": {
        "en": (
            "I bought my phone online, or it is of another brand.",
            "There is no plan for it. A store can ask its exchange partner for a quote of the day.",
        ),
        "hi": (
            "मैंने फ़ोन ऑनलाइन लिया, या वह दूसरे ब्रांड का है।",
            "उसके लिए प्लान नहीं है। स्टोर अपने एक्सचेंज पार्टनर से उस दिन की क़ीमत पूछ सकता है।",
        ),
    },
    "refused": {
        "en": (
            "The store turned my phone away.",
            "It has to tell you the reason, the clause of the terms and what you can do. Somebody else of the store can take a second look "
            "while the value is held. The plan goes on.",
        ),
        "hi": (
            "स्टोर ने मेरा फ़ोन नहीं लिया।",
            "उसे कारण, नियम की धारा और आप क्या कर सकते हैं, यह बताना होगा। क़ीमत रुके रहने तक स्टोर का कोई दूसरा व्यक्ति दोबारा जाँच सकता है। "
            "प्लान जारी रहता है।",
        ),
    },
}


def questions(language: str, *, facts: Mapping[str, object]) -> list[Question]:
    """All of them in a language (en or hi), filled with `facts`: first, least (per cent), wait (months), hold, look (days)."""
    return [Question(key, *(words.format(**facts) for words in said[language])) for key, said in _WORDS.items()]
