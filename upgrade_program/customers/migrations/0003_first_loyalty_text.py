"""Version 1 of the text by which a customer joins the loyalty programme, in English and Hindi, in force from the programme's first day."""

from datetime import date

from django.db import migrations
from django.db.backends.postgresql.psycopg_any import DateRange

PROGRAMME_START = date(2020, 11, 5)
TEXTS = {
    "en": (
        "I want to be a member of the loyalty programme, and I agree that the store and the programme keep my name, mobile number, e-mail "
        "address and what I buy in the stores, to run my points: to count what I earn and spend, to tell me about it by SMS or e-mail, "
        "and to give me my status and rewards at any store. They are kept while I am a member and for as long afterwards as tax law "
        "requires, and are used for nothing else. Membership is free and no condition of any purchase. "
        "I may see and correct what is kept, and I may leave at any store at any time; from then on I earn nothing, "
        "messages stop, and what the law does not require to be kept is erased."
    ),
    "hi": (
        "मैं लॉयल्टी कार्यक्रम का सदस्य बनना चाहता/चाहती हूँ और सहमति देता/देती हूँ कि स्टोर और कार्यक्रम मेरा नाम, मोबाइल नंबर, ई-मेल पता और स्टोर में "
        "मेरी ख़रीदारी का विवरण मेरे पॉइंट चलाने के लिए रखें: यानी कमाए और ख़र्च किए पॉइंट गिनने, SMS या ई-मेल से उनकी जानकारी देने, "
        "और किसी भी स्टोर पर मेरा दर्जा और इनाम देने के लिए। यह जानकारी मेरे सदस्य रहने तक और उसके बाद उतने समय तक रखी जाएगी जितना कर क़ानून "
        "माँगता है, और किसी दूसरे काम में नहीं ली जाएगी। सदस्यता मुफ़्त है और किसी ख़रीदारी की शर्त नहीं। "
        "मैं रखी गई जानकारी देख और सुधरवा सकता/सकती हूँ, और किसी भी समय किसी भी स्टोर पर सदस्यता छोड़ सकता/सकती हूँ; तब से कोई पॉइंट नहीं मिलेंगे, "
        "संदेश बंद हो जाएँगे, और जो रखना क़ानूनन ज़रूरी नहीं है वह मिटा दिया जाएगा।"
    ),
}


def write(apps, schema_editor):
    ConsentText = apps.get_model("customers", "ConsentText")
    for language, text in TEXTS.items():
        ConsentText.objects.create(purpose="loyalty", version=1, language=language, text=text, in_force=DateRange(PROGRAMME_START, None))


def take_back(apps, schema_editor):
    # Only while nobody has agreed to it: a consent refers to its text and protects it. The law against deleting stands aside meanwhile.
    schema_editor.execute("ALTER TABLE customers_consenttext DISABLE TRIGGER USER")
    apps.get_model("customers", "ConsentText").objects.filter(purpose="loyalty", version=1).delete()
    schema_editor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    schema_editor.execute("ALTER TABLE customers_consenttext ENABLE TRIGGER USER")


class Migration(migrations.Migration):
    dependencies = [("customers", "0002_first_consent_text")]
    operations = [migrations.RunPython(write, take_back)]
