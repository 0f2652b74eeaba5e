"""The first awards of the boards: 100, 50 and 25 points for the first three places of each. Head office may set others from any month on."""

from datetime import date

from django.db import migrations


def write(apps, schema_editor):
    apps.get_model("activity", "BoardTerms").objects.create(
        days=(date(2020, 11, 1), None), shown=10, day_awards=[100, 50, 25], point_awards=[100, 50, 25]
    )


def keep(apps, schema_editor):
    """What was published is never deleted while its laws stand; backwards, 0001 drops the table with all it holds."""


class Migration(migrations.Migration):
    dependencies = [("activity", "0001_initial")]
    operations = [migrations.RunPython(write, keep)]
