"""Erased members leave no name on frozen boards, and of two members one invites the other: from now on, whatever was before."""

import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


_FORGET = """
    UPDATE activity_standing SET name = ''
     WHERE name <> '' AND customer_id IN (SELECT customer_id FROM customers_erasure)
"""


class Migration(migrations.Migration):

    dependencies = [
        ('activity', '0002_first_boards'),
        ('customers', '0003_first_loyalty_text'),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name='standing',
            name='standings_never_change',
        ),
        migrations.AlterField(
            model_name='standing',
            name='name',
            field=models.CharField(blank=True, max_length=20),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='referral',
            trigger=pgtrigger.compiler.Trigger(name='two_members_do_not_invite_each_other', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n            PERFORM pg_advisory_xact_lock(\n                hashtextextended('referral:' || least(NEW.friend_id, NEW.member_id) || ':' || greatest(NEW.friend_id, NEW.member_id), 0));\n            IF EXISTS (SELECT 1 FROM activity_referral other WHERE other.friend_id = NEW.member_id AND other.member_id = NEW.friend_id) THEN\n                RAISE EXCEPTION 'of two members one invites the other' USING ERRCODE = '23514', CONSTRAINT = 'two_members_do_not_invite_each_other';\n            END IF;\n            RETURN NEW;\n        ", hash='e278b198ed4a93c4185b1370bc01b5215e195896', operation='INSERT', pgid='pgtrigger_two_members_do_not_invite_each_other_9c8d6', table='activity_referral', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='standing',
            trigger=pgtrigger.compiler.Trigger(name='standings_never_change', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n            IF TG_OP = 'UPDATE' AND NEW.name = '' AND to_jsonb(NEW) - 'name' = to_jsonb(OLD) - 'name'\n               AND EXISTS (SELECT 1 FROM customers_erasure gone WHERE gone.customer_id = OLD.customer_id) THEN\n                RETURN NEW;\n            END IF;\n            RAISE EXCEPTION 'a frozen board stays as it was' USING ERRCODE = '23514', CONSTRAINT = 'standings_never_change';\n        ", hash='5e0af33b86a68ec04760f89d28c970710c632933', operation='UPDATE OR DELETE', pgid='pgtrigger_standings_never_change_7c3cb', table='activity_standing', when='BEFORE')),
        ),
        migrations.RunSQL(_FORGET, migrations.RunSQL.noop),
    ]
