"""The first tax rule: 18 % GST on the plan fee from the programme's first day (smart-upgrade section 4.9)."""

from datetime import date
from decimal import Decimal

from django.db import migrations
from django.db.backends.postgresql.psycopg_any import DateRange

SAC = "999792"


def enter(apps, schema_editor):
    apps.get_model("billing", "TaxRule").objects.create(
        sac=SAC,
        rate=Decimal("18.00"),
        description="GST on the Smart Upgrade plan fee",
        valid=DateRange(date(2020, 11, 5), None),
    )


def leave(apps, schema_editor):
    # The law that rules are never deleted must stand aside for this one step back.
    schema_editor.execute("ALTER TABLE billing_taxrule DISABLE TRIGGER USER")
    apps.get_model("billing", "TaxRule").objects.filter(sac=SAC).delete()
    schema_editor.execute("ALTER TABLE billing_taxrule ENABLE TRIGGER USER")


class Migration(migrations.Migration):
    dependencies = [("billing", "0001_initial"), ("approvals", "0001_initial")]  # whose rows the law of rates asks about
    operations = [migrations.RunPython(enter, leave)]
