"""The check list of the first terms, as head office published it. Source: smart-upgrade section 6.

Answers are counted or seen, never felt: a person who was not there could check them on the photos.
"""

from __future__ import annotations

from typing import Any

Words = dict[str, Any]

# key, clause, minor %, major %, words
CHECKS: tuple[tuple[str, str, int, int, dict[str, Words]], ...] = (
    (
        "display",
        "3.9",
        10,
        25,
        {
            "en": {
                "title": "Display",
                "test": "Lit, on white and on black. Count the scratches; up to 3 shorter than 1 cm are free.",
                "none": "Up to 3 scratches, each under 1 cm",
                "minor": "4 or more scratches, or one of 1 cm or longer; or up to 3 dead pixels",
                "major": "A crack, a line, a stain, or 4 or more dead pixels",
            },
            "hi": {
                "title": "डिस्प्ले",
                "test": "जलाकर, सफ़ेद और काले पर। खरोंचें गिनें; 1 सेमी से छोटी 3 तक मान्य हैं।",
                "none": "3 तक खरोंचें, हर एक 1 सेमी से छोटी",
                "minor": "4 या ज़्यादा खरोंचें, या एक 1 सेमी या लंबी; या 3 तक मरे पिक्सेल",
                "major": "दरार, लकीर, धब्बा, या 4 या ज़्यादा मरे पिक्सेल",
            },
        },
    ),
    (
        "touch",
        "3.10",
        8,
        20,
        {
            "en": {
                "title": "Touch",
                "test": "Draw over the whole grid of the touch test.",
                "none": "Every field of the grid answers",
                "minor": "1 or 2 fields do not answer",
                "major": "3 or more fields do not answer, or it touches by itself",
            },
            "hi": {
                "title": "टच",
                "test": "टच जाँच की पूरी जाली पर उँगली फेरें।",
                "none": "जाली का हर खाना जवाब देता है",
                "minor": "1 या 2 खाने जवाब नहीं देते",
                "major": "3 या ज़्यादा खाने जवाब नहीं देते, या अपने-आप छूता है",
            },
        },
    ),
    (
        "camera",
        "3.11",
        5,
        15,
        {
            "en": {
                "title": "Camera",
                "test": "One photo with each camera, of printed text at arm's length.",
                "none": "The text can be read in every photo",
                "minor": "In one photo the text cannot be read, or there is a spot",
                "major": "A camera takes no photo, or its glass is broken",
            },
            "hi": {
                "title": "कैमरा",
                "test": "हर कैमरे से छपे अक्षरों की एक फ़ोटो, हाथ भर दूरी से।",
                "none": "हर फ़ोटो में अक्षर पढ़े जाते हैं",
                "minor": "एक फ़ोटो में अक्षर नहीं पढ़े जाते, या धब्बा है",
                "major": "कोई कैमरा फ़ोटो नहीं लेता, या उसका काँच टूटा है",
            },
        },
    ),
    (
        "battery",
        "3.12",
        5,
        15,
        {
            "en": {
                "title": "Battery",
                "test": "Battery health in the phone's settings; it charges by cable.",
                "none": "Health 80 % or more, and it charges",
                "minor": "Health 60 to 79 %",
                "major": "Health under 60 %, or it does not charge",
            },
            "hi": {
                "title": "बैटरी",
                "test": "फ़ोन की सेटिंग में बैटरी हेल्थ; केबल से चार्ज होती है।",
                "none": "हेल्थ 80 % या ज़्यादा, और चार्ज होती है",
                "minor": "हेल्थ 60 से 79 %",
                "major": "हेल्थ 60 % से कम, या चार्ज नहीं होती",
            },
        },
    ),
    (
        "wifi",
        "3.13",
        3,
        10,
        {
            "en": {
                "title": "Wi-Fi",
                "test": "Join the store's network and open a page.",
                "none": "Joins and stays for a minute",
                "minor": "Joins, and drops once within a minute",
                "major": "Does not join",
            },
            "hi": {
                "title": "वाई-फ़ाई",
                "test": "दुकान के नेटवर्क से जोड़कर एक पेज खोलें।",
                "none": "जुड़ता है और एक मिनट टिकता है",
                "minor": "जुड़ता है, पर एक मिनट में एक बार टूटता है",
                "major": "नहीं जुड़ता",
            },
        },
    ),
    (
        "fingerprint",
        "3.14",
        3,
        10,
        {
            "en": {
                "title": "Fingerprint",
                "test": "Enrol a finger, then unlock five times.",
                "none": "Unlocks 4 or 5 times of 5, or the phone has no sensor",
                "minor": "Unlocks 2 or 3 times of 5",
                "major": "Unlocks at most once, or no finger can be enrolled",
            },
            "hi": {
                "title": "फ़िंगरप्रिंट",
                "test": "एक उँगली जोड़ें, फिर पाँच बार खोलें।",
                "none": "5 में 4 या 5 बार खुलता है, या फ़ोन में सेंसर नहीं है",
                "minor": "5 में 2 या 3 बार खुलता है",
                "major": "ज़्यादा से ज़्यादा एक बार खुलता है, या उँगली नहीं जुड़ती",
            },
        },
    ),
    (
        "sound",
        "3.15",
        3,
        8,
        {
            "en": {
                "title": "Sound",
                "test": "Record ten words and play them over speaker and earpiece.",
                "none": "All ten words are heard on both",
                "minor": "One of the two crackles or is faint",
                "major": "Speaker, earpiece or microphone is silent",
            },
            "hi": {
                "title": "आवाज़",
                "test": "दस शब्द रिकॉर्ड करके स्पीकर और ईयरपीस पर सुनें।",
                "none": "दोनों पर दसों शब्द सुनाई देते हैं",
                "minor": "दोनों में से एक चरमराता या धीमा है",
                "major": "स्पीकर, ईयरपीस या माइक्रोफ़ोन चुप है",
            },
        },
    ),
    (
        "body",
        "3.16",
        5,
        15,
        {
            "en": {
                "title": "Body",
                "test": "Back, frame and buttons. Count dents of 2 mm or more.",
                "none": "No dent, no crack; every button clicks",
                "minor": "1 to 3 dents, or a crack shorter than 2 cm in the back",
                "major": "4 or more dents, a longer crack, a bent frame, or a button that does not click",
            },
            "hi": {
                "title": "बॉडी",
                "test": "पीछे, फ़्रेम और बटन। 2 मिमी या बड़े गड्ढे गिनें।",
                "none": "न गड्ढा, न दरार; हर बटन चलता है",
                "minor": "1 से 3 गड्ढे, या पीछे 2 सेमी से छोटी दरार",
                "major": "4 या ज़्यादा गड्ढे, लंबी दरार, मुड़ा फ़्रेम, या बटन नहीं चलता",
            },
        },
    ),
)
