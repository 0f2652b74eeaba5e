"""The first programme, in force from 5 Nov 2020. Source: loyalty section 3."""

from datetime import date

from django.db import migrations

START = date(2020, 11, 5)
SETTINGS = {
    "pending_days": 7,
    "life_months": 12,
    "rounding": "down",
    "rupees_per_point": 1,
    "min_points": 50,
    "step": 1,
    "most_share_percent": 20,
    "check_in_points": 1,
    "streak_days": 7,
    "streak_points": 5,
    "membership_price": "25",
    "membership_months": [1, 6, 12],
    "membership_multiplier": "0.25",
    "repairs_a_year": 1,
}
# Status and membership multiply what a bill gives by the rupee; what an occasion gives is the same for everybody.
RULES = (
    {"key": "phone_bill", "occasion": "phone_bill", "title": "the bill of a phone", "points": "1", "per_rupees": 100, "multiplied": True},
    {"key": "plan_sold", "occasion": "plan_sold", "title": "a Smart Upgrade plan", "points": "50", "multiplied": False},
    {"key": "upgrade_done", "occasion": "upgrade_done", "title": "an upgrade done", "points": "100", "multiplied": False},
)
LEVELS = (("Member", 0, "1"), ("Silver", 500, "1.1"), ("Gold", 2000, "1.25"), ("Platinum", 5000, "1.5"))


def publish(apps, schema_editor):
    apps.get_model("programme", "ProgrammeVersion").objects.create(version=1, valid=(START, None), **SETTINGS)
    for rule in RULES:
        apps.get_model("programme", "EarnRule").objects.create(version=1, valid=(START, None), **rule)
    status = apps.get_model("programme", "StatusVersion").objects.create(version=1, valid=(START, None), window_months=12)
    for rank, (name, threshold, multiplier) in enumerate(LEVELS):
        apps.get_model("programme", "StatusTier").objects.create(
            status=status, rank=rank, name=name, threshold=threshold, multiplier=multiplier
        )


def withdraw(apps, schema_editor):
    """Versions are never deleted while their laws stand; backwards, 0001 drops the tables with all they hold."""


class Migration(migrations.Migration):
    dependencies = [("programme", "0001_initial")]
    operations = [migrations.RunPython(publish, withdraw)]
