"""The first terms of the programme, in force from 5 Nov 2020. Source: smart-upgrade sections 2 to 5."""

from datetime import date

from django.db import migrations

from upgrade_program.plans.first_checks import CHECKS
from upgrade_program.plans.first_gates import GATES

TEXT_EN = """1. What the plan promises. Any time after 3 months and through 15 months from the date of the phone's final bill, the store takes the covered \
phone back and sets its assured value against a different Redmi or Mi phone bought in the store. It is not paid in cash.
2. The assured value is a share of the selling retail price (SRP) on the bill date: 70 % after 3 and through 6 months, 60 % after 6 and through 9, \
50 % after 9 and through 12, 40 % after 12 and through 15. Each value is rounded to the nearest rupee, half up; the exact days and rupees stand on the certificate.
3. The phone must pass the check: it powers on, its IMEI can be read and is the one covered, it has no liquid damage, accounts and locks are removed, and \
the first bill is shown. Damage lowers the value by the published percentages.
4. The plan may be cancelled with a full refund through the seventh day after the sale. After that, only if the phone itself is returned or the store made an error.
5. The plan belongs to the phone (IMEI) and cannot be moved to another phone, except after a warranty replacement documented by a service centre.
6. The plan ends when it is used, cancelled, or after its last day."""

TEXT_HI = """1. प्लान का वादा। फ़ोन के आख़िरी बिल की तारीख़ से 3 महीने के बाद और 15 महीने तक कभी भी, दुकान इस फ़ोन को वापस लेती है और उसकी पक्की क़ीमत दुकान में ख़रीदे गए \
दूसरे Redmi या Mi फ़ोन पर घटा देती है। यह नक़द नहीं दी जाती।
2. पक्की क़ीमत, बिल की तारीख़ पर लागू खुदरा क़ीमत (एसआरपी) का हिस्सा है: 3 के बाद 6 महीने तक 70 %, 6 के बाद 9 तक 60 %, 9 के बाद 12 तक 50 %, 12 के बाद 15 तक 40 %। \
हर क़ीमत सबसे पास के रुपये तक गिनी जाती है, आधा ऊपर; सही दिन और रुपये प्रमाणपत्र पर लिखे हैं।
3. फ़ोन को जाँच में ठीक निकलना होगा: चालू हो, उसका IMEI पढ़ा जा सके और वही हो, पानी से ख़राब न हो, खाते और लॉक हटे हों, और पहला बिल दिखाया जाए। \
नुक़सान होने पर क़ीमत तय प्रतिशत से घटती है।
4. बिक्री के बाद सातवें दिन तक प्लान पूरे पैसे के साथ रद्द हो सकता है। उसके बाद तभी, जब फ़ोन ही लौटाया जाए या दुकान से ग़लती हुई हो।
5. प्लान फ़ोन (IMEI) का है और दूसरे फ़ोन पर नहीं जाता; केवल सर्विस सेंटर के काग़ज़ वाले वारंटी बदलाव के बाद।
6. प्लान इस्तेमाल होने, रद्द होने, या आख़िरी दिन के बाद ख़त्म हो जाता है।"""


def publish(apps, schema_editor):
    version = apps.get_model("plans", "TermsVersion").objects.create(
        version=1,
        valid=(date(2020, 11, 5), None),
        activation_days=7,
        free_look_days=7,
        basis="srp",
        text_en=TEXT_EN,
        text_hi=TEXT_HI,
    )
    tier = apps.get_model("plans", "TermsTier")
    for after, through, percent in ((3, 6, 70), (6, 9, 60), (9, 12, 50), (12, 15, 40)):
        tier.objects.create(terms=version, after=after, through=through, percent=percent)
    check = apps.get_model("plans", "TermsCheck")
    for place, (key, clause, minor, major, words) in enumerate(CHECKS, start=1):
        check.objects.create(terms=version, place=place, key=key, clause=clause, minor=minor, major=major, words=words)
    gate = apps.get_model("plans", "TermsGate")
    for place, (key, clause, words) in enumerate(GATES, start=1):
        gate.objects.create(terms=version, place=place, key=key, clause=clause, words=words)


def withdraw(apps, schema_editor):
    """Terms are never deleted while their laws stand; backwards, 0001 drops the tables with all they hold."""


class Migration(migrations.Migration):
    dependencies = [("plans", "0001_initial"), ("approvals", "0001_initial")]  # whose rows the laws of terms ask about
    operations = [migrations.RunPython(publish, withdraw)]
