"""Nobody is invited in a ring, of however many: from now on, whatever was before."""

import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('activity', '0003_words_that_go'),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name='referral',
            name='two_members_do_not_invite_each_other',
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='referral',
            trigger=pgtrigger.compiler.Trigger(name='nobody_is_invited_in_a_ring', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n            PERFORM pg_advisory_xact_lock(hashtextextended('referrals', 0));\n            IF EXISTS (\n                WITH RECURSIVE back (member_id, steps) AS (\n                    SELECT NEW.member_id, 0\n                     UNION ALL\n                    SELECT came.member_id, back.steps + 1\n                      FROM back JOIN activity_referral came ON came.friend_id = back.member_id\n                     WHERE back.steps < 1000 AND back.member_id <> NEW.friend_id\n                )\n                SELECT 1 FROM back WHERE back.steps > 0 AND back.member_id = NEW.friend_id\n            ) THEN\n                RAISE EXCEPTION 'nobody comes by an invitation that began with their own' USING ERRCODE = '23514', CONSTRAINT = 'nobody_is_invited_in_a_ring';\n            END IF;\n            RETURN NEW;\n        ", hash='10782d6b954ac1bc029d45583e9909571548c9ec', operation='INSERT', pgid='pgtrigger_nobody_is_invited_in_a_ring_2c925', table='activity_referral', when='BEFORE')),
        ),
    ]
