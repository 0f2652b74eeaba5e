"""The gates of the first terms, as head office published them. Source: smart-upgrade section 6."""

from __future__ import annotations

from typing import Any

Words = dict[str, Any]

# key, clause, words
GATES: tuple[tuple[str, str, dict[str, Words]], ...] = (
    (
        "blacklist_clear",
        "3.1",
        {
            "en": {
                "title": "Not on the blacklist",
                "passes": "The look-up of the IMEI (CEIR) says it is not blocked.",
                "fails": "The IMEI is blocked as lost or stolen.",
                "remedy": [
                    "The customer asks the police station or ceir.gov.in to unblock the phone that they reported.",
                    "Look the IMEI up again and keep its answer.",
                ],
                "advice": [
                    "Ask the police station, or ceir.gov.in, to unblock the phone that you reported.",
                    "Come back once it says unblocked; the store looks the IMEI up again.",
                ],
            },
            "hi": {
                "title": "ब्लैकलिस्ट में नहीं",
                "passes": "IMEI की जाँच (CEIR) कहती है कि फ़ोन ब्लॉक नहीं है।",
                "fails": "IMEI खोया या चोरी बताकर ब्लॉक किया गया है।",
                "remedy": ["ग्राहक थाने या ceir.gov.in से अपना बताया फ़ोन अनब्लॉक कराए।", "IMEI फिर जाँचें और जवाब रखें।"],
                "advice": [
                    "थाने या ceir.gov.in से अपना बताया फ़ोन अनब्लॉक कराएँ।",
                    "अनब्लॉक होने पर फिर आएँ; दुकान IMEI फिर जाँचेगी।",
                ],
            },
        },
    ),
    (
        "locks_removed",
        "3.2",
        {
            "en": {
                "title": "Accounts and locks removed",
                "passes": "After the reset the phone starts with its first set-up screen and asks for no account.",
                "fails": "The phone still has an account or a lock.",
                "remedy": [
                    "The customer signs in on the phone once and removes the account in Settings, Accounts.",
                    "Reset, start the phone, photograph the first set-up screen.",
                ],
                "advice": [
                    "Sign in on the phone once and remove your account in Settings, Accounts.",
                    "Then reset the phone; it must start without asking for an account.",
                ],
            },
            "hi": {
                "title": "खाते और लॉक हटाए गए",
                "passes": "रीसेट के बाद फ़ोन पहली सेटअप स्क्रीन से शुरू होता है और कोई खाता नहीं माँगता।",
                "fails": "फ़ोन में अब भी खाता या लॉक है।",
                "remedy": [
                    "ग्राहक फ़ोन में एक बार साइन इन करके सेटिंग, अकाउंट्स में खाता हटाए।",
                    "रीसेट करें, फ़ोन चालू करें, पहली सेटअप स्क्रीन की फ़ोटो लें।",
                ],
                "advice": [
                    "फ़ोन में एक बार साइन इन करके सेटिंग, अकाउंट्स में अपना खाता हटाएँ।",
                    "फिर फ़ोन रीसेट करें; चालू होने पर वह खाता न माँगे।",
                ],
            },
        },
    ),
    (
        "invoice_seen",
        "3.3",
        {
            "en": {
                "title": "Original invoice seen",
                "passes": "The phone's bill was shown, on paper or as a file; its number is the plan's.",
                "fails": "The phone's bill was not shown.",
                "remedy": ["The customer brings the bill, or has the store that sold the phone print it again."],
                "advice": ["Bring the phone's bill, or have the store that sold the phone print it again."],
            },
            "hi": {
                "title": "मूल बिल देखा गया",
                "passes": "फ़ोन का बिल दिखाया गया, काग़ज़ पर या फ़ाइल में; नंबर प्लान वाला ही है।",
                "fails": "फ़ोन का बिल नहीं दिखाया गया।",
                "remedy": ["ग्राहक बिल लाए, या फ़ोन बेचने वाली दुकान से दोबारा छपवाए।"],
                "advice": ["फ़ोन का बिल लाएँ, या फ़ोन बेचने वाली दुकान से दोबारा छपवाएँ।"],
            },
        },
    ),
    (
        "id_seen",
        "3.4",
        {
            "en": {
                "title": "ID of the customer seen",
                "passes": "An ID with photo was shown; only its kind and last four signs are kept.",
                "fails": "No ID with photo was shown.",
                "remedy": ["The customer brings an ID with photo: voter ID, driving licence, passport, PAN or Aadhaar."],
                "advice": ["Bring an ID with your photo: voter ID, driving licence, passport, PAN or Aadhaar."],
            },
            "hi": {
                "title": "ग्राहक का पहचान-पत्र देखा गया",
                "passes": "फ़ोटो वाला पहचान-पत्र दिखाया गया; सिर्फ़ क़िस्म और आख़िरी चार अक्षर रखे जाते हैं।",
                "fails": "फ़ोटो वाला पहचान-पत्र नहीं दिखाया गया।",
                "remedy": ["ग्राहक फ़ोटो वाला पहचान-पत्र लाए: वोटर, ड्राइविंग लाइसेंस, पासपोर्ट, पैन या आधार।"],
                "advice": ["अपनी फ़ोटो वाला पहचान-पत्र लाएँ: वोटर, ड्राइविंग लाइसेंस, पासपोर्ट, पैन या आधार।"],
            },
        },
    ),
    (
        "powers_on",
        "3.5",
        {
            "en": {
                "title": "Powers on",
                "passes": "The phone starts and shows its screen.",
                "fails": "The phone does not start.",
                "remedy": [
                    "Charge it for half an hour with its cable and try again.",
                    "A service centre can repair it; the plan goes on meanwhile.",
                ],
                "advice": [
                    "Charge the phone for half an hour with its cable and try again.",
                    "A service centre can repair it; your plan goes on meanwhile.",
                ],
            },
            "hi": {
                "title": "चालू होता है",
                "passes": "फ़ोन चालू होकर स्क्रीन दिखाता है।",
                "fails": "फ़ोन चालू नहीं होता।",
                "remedy": ["आधे घंटे चार्ज करके फिर देखें।", "सर्विस सेंटर ठीक कर सकता है; प्लान चलता रहता है।"],
                "advice": [
                    "फ़ोन को उसकी केबल से आधे घंटे चार्ज करके फिर चालू करें।",
                    "सर्विस सेंटर ठीक कर सकता है; तब तक आपका प्लान चलता रहता है।",
                ],
            },
        },
    ),
    (
        "imei_legible",
        "3.6",
        {
            "en": {
                "title": "IMEI can be read",
                "passes": "*#06# shows the IMEI of the plan.",
                "fails": "The phone does not show the plan's IMEI.",
                "remedy": ["A service centre can restore or exchange the phone; a documented exchange keeps the promise."],
                "advice": ["A service centre can restore or exchange the phone; keep its paper: a documented exchange keeps your plan."],
            },
            "hi": {
                "title": "IMEI पढ़ा जाता है",
                "passes": "*#06# प्लान वाला IMEI दिखाता है।",
                "fails": "फ़ोन प्लान वाला IMEI नहीं दिखाता।",
                "remedy": ["सर्विस सेंटर फ़ोन ठीक या बदल सकता है; काग़ज़ वाला बदलाव वादा बनाए रखता है।"],
                "advice": ["सर्विस सेंटर फ़ोन ठीक या बदल सकता है; उसका काग़ज़ रखें: काग़ज़ वाले बदलाव से आपका प्लान बना रहता है।"],
            },
        },
    ),
    (
        "no_liquid",
        "3.7",
        {
            "en": {
                "title": "No liquid damage",
                "passes": "The moisture mark in the SIM tray is white.",
                "fails": "The moisture mark is red: liquid got in.",
                "remedy": ["Liquid damage ends the value of a plan's claim; a service centre can confirm or deny it in writing."],
                "advice": ["With liquid damage the plan gives nothing; if you doubt it, bring what a service centre says in writing."],
            },
            "hi": {
                "title": "पानी से ख़राब नहीं",
                "passes": "सिम ट्रे का नमी-निशान सफ़ेद है।",
                "fails": "नमी-निशान लाल है: पानी अंदर गया।",
                "remedy": ["पानी से ख़राबी पर क़ीमत नहीं मिलती; सर्विस सेंटर लिखकर बता सकता है।"],
                "advice": ["पानी से ख़राबी पर प्लान कुछ नहीं देता; शक हो तो सर्विस सेंटर से लिखवाकर काग़ज़ लाएँ।"],
            },
        },
    ),
    (
        "wipe_consent",
        "3.8",
        {
            "en": {
                "title": "Consent to wipe the data",
                "passes": "The customer agrees that everything on the phone is erased for good.",
                "fails": "It was not agreed that the phone is erased.",
                "remedy": ["The customer saves what they need, then agrees."],
                "advice": ["Save what you need from the phone; then agree that it is erased."],
            },
            "hi": {
                "title": "डेटा मिटाने की सहमति",
                "passes": "ग्राहक सहमत है कि फ़ोन का सब कुछ हमेशा के लिए मिटाया जाए।",
                "fails": "फ़ोन मिटाने की सहमति नहीं मिली।",
                "remedy": ["ग्राहक ज़रूरी चीज़ें सहेजकर सहमति दे।"],
                "advice": ["फ़ोन से ज़रूरी चीज़ें सहेज लें; फिर उसे मिटाने की सहमति दें।"],
            },
        },
    ),
)
