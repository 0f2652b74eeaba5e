"""What earn rules give points for and what levels are called, in Hindi too; the first versions are given theirs."""

import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


TITLES = {"phone_bill": "फ़ोन का बिल", "plan_sold": "Smart Upgrade प्लान", "upgrade_done": "पूरा हुआ अपग्रेड"}
LEVELS = {"Member": "सदस्य", "Silver": "सिल्वर", "Gold": "गोल्ड", "Platinum": "प्लैटिनम"}
_LAWS = (
    ("programme_earnrule", "pgtrigger_earn_rules_as_published_35bf1"),
    ("programme_statustier", "pgtrigger_status_tiers_stay_as_published_d8f97"),
)


def name_first_versions(apps):
    """Of the versions that came with the first release; what head office drafted and allowed stays as it was allowed."""
    for key, title in TITLES.items():
        apps.get_model("programme", "EarnRule").objects.filter(draft=None, key=key).update(title_hi=title)
    for name, own in LEVELS.items():
        apps.get_model("programme", "StatusTier").objects.filter(status__draft=None, name=name).update(name_hi=own)


def give_names(apps, schema_editor):
    # The laws that a version stays as published stand aside meanwhile; the change is remembered like any other.
    for table, law in _LAWS:
        schema_editor.execute(f"ALTER TABLE {table} DISABLE TRIGGER {law}")
    name_first_versions(apps)
    schema_editor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    for table, law in _LAWS:
        schema_editor.execute(f"ALTER TABLE {table} ENABLE TRIGGER {law}")


def keep_them(apps, schema_editor):
    """Backwards the columns go, with what they hold."""


class Migration(migrations.Migration):
    dependencies = [
        ('programme', '0002_first_versions'),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name='earnrule',
            name='an_earn_rule_begins_by_a_draft',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='statustier',
            name='levels_are_those_of_their_draft',
        ),
        migrations.AddField(
            model_name='earnrule',
            name='title_hi',
            field=models.CharField(blank=True, help_text='Empty: members read the English one.', max_length=60, verbose_name='title in Hindi'),
        ),
        migrations.AddField(
            model_name='statustier',
            name='name_hi',
            field=models.CharField(blank=True, max_length=30, verbose_name='name in Hindi'),
        ),
        migrations.RunPython(give_names, keep_them),
        pgtrigger.migrations.AddTrigger(
            model_name='earnrule',
            trigger=pgtrigger.compiler.Trigger(name='an_earn_rule_begins_by_a_draft', sql=pgtrigger.compiler.UpsertTriggerSql(constraint='CONSTRAINT', func="IF NOT EXISTS (SELECT 1 FROM programme_draft draft WHERE draft.part = 'rules' AND draft.published_at IS NOT NULL AND draft.id = NEW.draft_id AND draft.from_day = lower(NEW.valid)\n                                 AND draft.made_by_id = NEW.set_by_id AND EXISTS (SELECT 1 FROM jsonb_array_elements(draft.content -> 'rules') said WHERE jsonb_build_object('title_hi', '') || said\n    @> jsonb_build_object('key', NEW.key, 'occasion', NEW.occasion, 'title', NEW.title, 'title_hi', NEW.title_hi,\n    'points', trim_scale(NEW.points)::text, 'per_rupees', NEW.per_rupees, 'multiplied', NEW.multiplied,\n    'min_bill', trim_scale(NEW.min_bill)::text, 'brand', NEW.brand, 'model_id', NEW.model_id, 'store_kind', NEW.store_kind,\n    'cap_points', NEW.cap_points, 'cap_period', nullif(NEW.cap_period, ''))))\n                   AND NOT (NEW.draft_id IS NULL AND NEW.set_by_id IS NULL AND NOT EXISTS (SELECT 1 FROM programme_heardbill))\n                THEN RAISE EXCEPTION 'a version is what one person drafted and another one allowed' USING ERRCODE = '23514', CONSTRAINT = 'an_earn_rule_begins_by_a_draft'; END IF; RETURN NULL;", hash='6a2fba8f301ed0d16fd02efb66a7e33d571ae972', operation='INSERT', pgid='pgtrigger_an_earn_rule_begins_by_a_draft_b715a', table='programme_earnrule', timing='DEFERRABLE INITIALLY DEFERRED', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='statustier',
            trigger=pgtrigger.compiler.Trigger(name='levels_are_those_of_their_draft', sql=pgtrigger.compiler.UpsertTriggerSql(constraint='CONSTRAINT', func="IF NOT EXISTS (SELECT 1 FROM programme_statusversion ladder LEFT JOIN programme_draft draft ON draft.id = ladder.draft_id\n                        WHERE ladder.id = NEW.status_id AND (ladder.draft_id IS NULL AND NOT EXISTS (SELECT 1 FROM programme_heardbill) OR jsonb_build_object('name_hi', '') || (draft.content -> 'levels' -> NEW.rank::integer)\n    = jsonb_build_object('name', NEW.name, 'name_hi', NEW.name_hi, 'threshold', NEW.threshold,\n    'multiplier', trim_scale(NEW.multiplier)::text)))\n        THEN RAISE EXCEPTION 'a ladder has the levels that were drafted and allowed' USING ERRCODE = '23514', CONSTRAINT = 'levels_are_those_of_their_draft'; END IF; RETURN NULL;", hash='e18cf79746a742e29cee7cc6d4b395229f11721c', operation='INSERT', pgid='pgtrigger_levels_are_those_of_their_draft_6788d', table='programme_statustier', timing='DEFERRABLE INITIALLY DEFERRED', when='AFTER')),
        ),
    ]
