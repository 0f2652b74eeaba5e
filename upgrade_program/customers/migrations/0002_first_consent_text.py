"""Version 1 of the text a buyer agrees to, in English and Hindi, in force from the programme's first day."""

from datetime import date

from django.db import migrations
from django.db.backends.postgresql.psycopg_any import DateRange

PROGRAMME_START = date(2020, 11, 5)
TEXTS = {
    "en": (
        "I agree that the store and the Mi Smart Upgrade programme keep my name, mobile number, e-mail address and the details of my phone "
        "and its bill, to run my plan: to send me its details and reminders by SMS or e-mail and to honour it at any store. "
        "They are kept while the plan runs and for as long afterwards as tax law requires, and are used for nothing else. "
        "I may see and correct them, and I may withdraw this consent at any store at any time; "
        "messages then stop, and what the law does not require to be kept is erased."
    ),
    "hi": (
        "मैं सहमति देता/देती हूँ कि स्टोर और Mi Smart Upgrade कार्यक्रम मेरा नाम, मोबाइल नंबर, ई-मेल पता तथा मेरे फ़ोन और उसके बिल का विवरण "
        "मेरा प्लान चलाने के लिए रखें: यानी प्लान की जानकारी और याद दिलाने वाले संदेश SMS या ई-मेल से भेजने और किसी भी स्टोर पर प्लान निभाने के लिए। "
        "यह जानकारी प्लान चलने तक और उसके बाद उतने समय तक रखी जाएगी जितना कर क़ानून माँगता है, और किसी दूसरे काम में नहीं ली जाएगी। "
        "मैं इसे देख और सुधरवा सकता/सकती हूँ, और किसी भी समय किसी भी स्टोर पर यह सहमति वापस ले सकता/सकती हूँ; "
        "तब संदेश बंद हो जाएँगे, और जो रखना क़ानूनन ज़रूरी नहीं है वह मिटा दिया जाएगा।"
    ),
}


def write(apps, schema_editor):
    ConsentText = apps.get_model("customers", "ConsentText")
    for language, text in TEXTS.items():
        ConsentText.objects.create(purpose="plan", version=1, language=language, text=text, in_force=DateRange(PROGRAMME_START, None))


def take_back(apps, schema_editor):
    # Only while nobody has agreed to it: a consent refers to its text and protects it. The law against deleting stands aside meanwhile.
    schema_editor.execute("ALTER TABLE customers_consenttext DISABLE TRIGGER USER")
    apps.get_model("customers", "ConsentText").objects.filter(purpose="plan", version=1).delete()
    schema_editor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    schema_editor.execute("ALTER TABLE customers_consenttext ENABLE TRIGGER USER")


class Migration(migrations.Migration):
    dependencies = [("customers", "0001_initial")]
    operations = [migrations.RunPython(write, take_back)]
