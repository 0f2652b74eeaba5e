"""A version that was withdrawn before its day has none, and the one before it goes on."""

import django.contrib.postgres.fields.ranges
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('drafts', '0002_withdrawals'),  # whose rows the laws of terms ask about
        ('plans', '0002_first_terms'),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name='termscheck',
            name='checks_are_those_that_were_granted',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='termsgate',
            name='gates_are_those_that_were_granted',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='termstier',
            name='tiers_are_those_that_were_granted',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='termsversion',
            name='terms_change_only_by_a_new_version',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='termsversion',
            name='terms_were_granted_by_a_second_person',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='termsversion',
            name='terms_end_where_the_next_begin',
        ),
        migrations.AlterField(
            model_name='termsversion',
            name='valid',
            field=django.contrib.postgres.fields.ranges.DateRangeField(help_text='First day, and the day after the last; open while in force, empty once withdrawn.'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='termscheck',
            trigger=pgtrigger.compiler.Trigger(name='checks_are_those_that_were_granted', sql=pgtrigger.compiler.UpsertTriggerSql(constraint='CONSTRAINT', declare='DECLARE said boolean;', func="\n        SELECT EXISTS (\n            SELECT 1 FROM plans_termsversion v\n             WHERE v.id = NEW.terms_id AND (v.draft_id IS NULL OR EXISTS (\n                   SELECT 1 \n        FROM drafts_draft d JOIN approvals_approval a ON a.kind = d.kind AND a.subject = split_part(d.kind, '.', 1) || '_draft:' || d.id\n       WHERE d.kind = 'terms.version' AND a.state = 'granted' AND a.needs = 'headoffice'\n         AND a.asked_by_id = d.made_by_id AND a.decided_by_id <> d.made_by_id AND (a.decided_at AT TIME ZONE 'Asia/Kolkata')::date < d.from_day\n     AND d.id = v.draft_id AND d.content = jsonb_build_object(\n    'tiers', (SELECT jsonb_agg(jsonb_build_array(t.after, t.through, t.percent) ORDER BY t.after)\n        FROM plans_termstier t WHERE t.terms_id = v.id),\n    'activation_days', v.activation_days, 'free_look_days', v.free_look_days, 'basis', v.basis,\n    'limits', jsonb_build_object('hold_days', v.hold_days, 'extension_days', v.extension_days, 'override_percent', v.override_percent,\n        'override_rupees', v.override_rupees, 'low_price_percent', v.low_price_percent, 'transfer', v.transfer),\n    'text_en', v.text_en, 'text_hi', v.text_hi,\n    'questions', (SELECT coalesce(jsonb_agg(jsonb_build_object('key', c.key, 'clause', c.clause, 'minor', c.minor, 'major', c.major,\n        'words', c.words) ORDER BY c.place), '[]') FROM plans_termscheck c WHERE c.terms_id = v.id),\n    'gates', (SELECT coalesce(jsonb_agg(jsonb_build_object('key', g.key, 'clause', g.clause, 'words', g.words) ORDER BY g.place), '[]')\n        FROM plans_termsgate g WHERE g.terms_id = v.id))\n                      AND CASE WHEN EXISTS (SELECT 1 FROM drafts_withdrawal w WHERE w.draft_id = d.id) THEN isempty(v.valid) ELSE d.from_day = lower(v.valid) END))) INTO said;\n        IF NOT said THEN\n            RAISE EXCEPTION 'terms say what one person drafted and another one granted, from the day they said' USING ERRCODE = '23514', CONSTRAINT = 'checks_are_those_that_were_granted';\n        END IF;\n         RETURN NULL;", hash='22606dc874372470f21055ab99221715bab23430', operation='INSERT', pgid='pgtrigger_checks_are_those_that_were_granted_1c8b2', table='plans_termscheck', timing='DEFERRABLE INITIALLY DEFERRED', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='termsgate',
            trigger=pgtrigger.compiler.Trigger(name='gates_are_those_that_were_granted', sql=pgtrigger.compiler.UpsertTriggerSql(constraint='CONSTRAINT', declare='DECLARE said boolean;', func="\n        SELECT EXISTS (\n            SELECT 1 FROM plans_termsversion v\n             WHERE v.id = NEW.terms_id AND (v.draft_id IS NULL OR EXISTS (\n                   SELECT 1 \n        FROM drafts_draft d JOIN approvals_approval a ON a.kind = d.kind AND a.subject = split_part(d.kind, '.', 1) || '_draft:' || d.id\n       WHERE d.kind = 'terms.version' AND a.state = 'granted' AND a.needs = 'headoffice'\n         AND a.asked_by_id = d.made_by_id AND a.decided_by_id <> d.made_by_id AND (a.decided_at AT TIME ZONE 'Asia/Kolkata')::date < d.from_day\n     AND d.id = v.draft_id AND d.content = jsonb_build_object(\n    'tiers', (SELECT jsonb_agg(jsonb_build_array(t.after, t.through, t.percent) ORDER BY t.after)\n        FROM plans_termstier t WHERE t.terms_id = v.id),\n    'activation_days', v.activation_days, 'free_look_days', v.free_look_days, 'basis', v.basis,\n    'limits', jsonb_build_object('hold_days', v.hold_days, 'extension_days', v.extension_days, 'override_percent', v.override_percent,\n        'override_rupees', v.override_rupees, 'low_price_percent', v.low_price_percent, 'transfer', v.transfer),\n    'text_en', v.text_en, 'text_hi', v.text_hi,\n    'questions', (SELECT coalesce(jsonb_agg(jsonb_build_object('key', c.key, 'clause', c.clause, 'minor', c.minor, 'major', c.major,\n        'words', c.words) ORDER BY c.place), '[]') FROM plans_termscheck c WHERE c.terms_id = v.id),\n    'gates', (SELECT coalesce(jsonb_agg(jsonb_build_object('key', g.key, 'clause', g.clause, 'words', g.words) ORDER BY g.place), '[]')\n        FROM plans_termsgate g WHERE g.terms_id = v.id))\n                      AND CASE WHEN EXISTS (SELECT 1 FROM drafts_withdrawal w WHERE w.draft_id = d.id) THEN isempty(v.valid) ELSE d.from_day = lower(v.valid) END))) INTO said;\n        IF NOT said THEN\n            RAISE EXCEPTION 'terms say what one person drafted and another one granted, from the day they said' USING ERRCODE = '23514', CONSTRAINT = 'gates_are_those_that_were_granted';\n        END IF;\n         RETURN NULL;", hash='672dad556089336ad886d08b11aa80fa31f176cc', operation='INSERT', pgid='pgtrigger_gates_are_those_that_were_granted_7beae', table='plans_termsgate', timing='DEFERRABLE INITIALLY DEFERRED', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='termstier',
            trigger=pgtrigger.compiler.Trigger(name='tiers_are_those_that_were_granted', sql=pgtrigger.compiler.UpsertTriggerSql(constraint='CONSTRAINT', declare='DECLARE said boolean;', func="\n        SELECT EXISTS (\n            SELECT 1 FROM plans_termsversion v\n             WHERE v.id = NEW.terms_id AND (v.draft_id IS NULL OR EXISTS (\n                   SELECT 1 \n        FROM drafts_draft d JOIN approvals_approval a ON a.kind = d.kind AND a.subject = split_part(d.kind, '.', 1) || '_draft:' || d.id\n       WHERE d.kind = 'terms.version' AND a.state = 'granted' AND a.needs = 'headoffice'\n         AND a.asked_by_id = d.made_by_id AND a.decided_by_id <> d.made_by_id AND (a.decided_at AT TIME ZONE 'Asia/Kolkata')::date < d.from_day\n     AND d.id = v.draft_id AND d.content = jsonb_build_object(\n    'tiers', (SELECT jsonb_agg(jsonb_build_array(t.after, t.through, t.percent) ORDER BY t.after)\n        FROM plans_termstier t WHERE t.terms_id = v.id),\n    'activation_days', v.activation_days, 'free_look_days', v.free_look_days, 'basis', v.basis,\n    'limits', jsonb_build_object('hold_days', v.hold_days, 'extension_days', v.extension_days, 'override_percent', v.override_percent,\n        'override_rupees', v.override_rupees, 'low_price_percent', v.low_price_percent, 'transfer', v.transfer),\n    'text_en', v.text_en, 'text_hi', v.text_hi,\n    'questions', (SELECT coalesce(jsonb_agg(jsonb_build_object('key', c.key, 'clause', c.clause, 'minor', c.minor, 'major', c.major,\n        'words', c.words) ORDER BY c.place), '[]') FROM plans_termscheck c WHERE c.terms_id = v.id),\n    'gates', (SELECT coalesce(jsonb_agg(jsonb_build_object('key', g.key, 'clause', g.clause, 'words', g.words) ORDER BY g.place), '[]')\n        FROM plans_termsgate g WHERE g.terms_id = v.id))\n                      AND CASE WHEN EXISTS (SELECT 1 FROM drafts_withdrawal w WHERE w.draft_id = d.id) THEN isempty(v.valid) ELSE d.from_day = lower(v.valid) END))) INTO said;\n        IF NOT said THEN\n            RAISE EXCEPTION 'terms say what one person drafted and another one granted, from the day they said' USING ERRCODE = '23514', CONSTRAINT = 'tiers_are_those_that_were_granted';\n        END IF;\n         RETURN NULL;", hash='4e69deab938bce4b157f3bdd2807c8722bac8365', operation='INSERT', pgid='pgtrigger_tiers_are_those_that_were_granted_a36cd', table='plans_termstier', timing='DEFERRABLE INITIALLY DEFERRED', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='termsversion',
            trigger=pgtrigger.compiler.Trigger(name='terms_change_only_by_a_new_version', sql=pgtrigger.compiler.UpsertTriggerSql(func="IF (to_jsonb(NEW) - 'valid') <> (to_jsonb(OLD) - 'valid')\n       OR (NEW.valid <> OLD.valid AND (upper_inf(OLD.valid) AND lower(NEW.valid) = lower(OLD.valid)) IS NOT TRUE AND (upper_inf(OLD.valid) AND isempty(NEW.valid) AND EXISTS (SELECT 1 FROM drafts_withdrawal w WHERE w.draft_id = OLD.draft_id)\n       AND NOT EXISTS (SELECT 1 FROM plans_plan p WHERE p.terms_id = OLD.id)) IS NOT TRUE AND (upper_inf(NEW.valid) AND lower(NEW.valid) = lower(OLD.valid) AND EXISTS (\n           SELECT 1 FROM plans_termsversion v JOIN drafts_withdrawal w ON w.draft_id = v.draft_id JOIN drafts_draft d ON d.id = v.draft_id\n            WHERE isempty(v.valid) AND d.from_day = upper(OLD.valid))) IS NOT TRUE) THEN RAISE EXCEPTION 'terms change only by a new version; their last day may be set, and what is withdrawn before its day has none' USING ERRCODE = '23514', CONSTRAINT = 'terms_change_only_by_a_new_version'; END IF; RETURN NEW;", hash='c037424a9caa4a3e0c909ca5bdba294d208bd96a', operation='UPDATE', pgid='pgtrigger_terms_change_only_by_a_new_version_458aa', table='plans_termsversion', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='termsversion',
            trigger=pgtrigger.compiler.Trigger(name='terms_were_granted_by_a_second_person', sql=pgtrigger.compiler.UpsertTriggerSql(constraint='CONSTRAINT', declare='DECLARE said boolean;', func="\n        SELECT EXISTS (\n            SELECT 1 FROM plans_termsversion v\n             WHERE v.id = NEW.id AND (v.draft_id IS NULL OR EXISTS (\n                   SELECT 1 \n        FROM drafts_draft d JOIN approvals_approval a ON a.kind = d.kind AND a.subject = split_part(d.kind, '.', 1) || '_draft:' || d.id\n       WHERE d.kind = 'terms.version' AND a.state = 'granted' AND a.needs = 'headoffice'\n         AND a.asked_by_id = d.made_by_id AND a.decided_by_id <> d.made_by_id AND (a.decided_at AT TIME ZONE 'Asia/Kolkata')::date < d.from_day\n     AND d.id = v.draft_id AND d.content = jsonb_build_object(\n    'tiers', (SELECT jsonb_agg(jsonb_build_array(t.after, t.through, t.percent) ORDER BY t.after)\n        FROM plans_termstier t WHERE t.terms_id = v.id),\n    'activation_days', v.activation_days, 'free_look_days', v.free_look_days, 'basis', v.basis,\n    'limits', jsonb_build_object('hold_days', v.hold_days, 'extension_days', v.extension_days, 'override_percent', v.override_percent,\n        'override_rupees', v.override_rupees, 'low_price_percent', v.low_price_percent, 'transfer', v.transfer),\n    'text_en', v.text_en, 'text_hi', v.text_hi,\n    'questions', (SELECT coalesce(jsonb_agg(jsonb_build_object('key', c.key, 'clause', c.clause, 'minor', c.minor, 'major', c.major,\n        'words', c.words) ORDER BY c.place), '[]') FROM plans_termscheck c WHERE c.terms_id = v.id),\n    'gates', (SELECT coalesce(jsonb_agg(jsonb_build_object('key', g.key, 'clause', g.clause, 'words', g.words) ORDER BY g.place), '[]')\n        FROM plans_termsgate g WHERE g.terms_id = v.id))\n                      AND CASE WHEN EXISTS (SELECT 1 FROM drafts_withdrawal w WHERE w.draft_id = d.id) THEN isempty(v.valid) ELSE d.from_day = lower(v.valid) END))) INTO said;\n        IF NOT said THEN\n            RAISE EXCEPTION 'terms say what one person drafted and another one granted, from the day they said' USING ERRCODE = '23514', CONSTRAINT = 'terms_were_granted_by_a_second_person';\n        END IF;\n         RETURN NULL;", hash='7bfe0138a20d27562b0aeec0b128f1fc23e03ed8', operation='INSERT', pgid='pgtrigger_terms_were_granted_by_a_second_person_4076f', table='plans_termsversion', timing='DEFERRABLE INITIALLY DEFERRED', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='termsversion',
            trigger=pgtrigger.compiler.Trigger(name='terms_end_where_the_next_begin', sql=pgtrigger.compiler.UpsertTriggerSql(constraint='CONSTRAINT', func="\n    IF EXISTS (SELECT 1 FROM plans_termsversion v WHERE NOT isempty(v.valid) AND NOT upper_inf(v.valid)\n           AND NOT EXISTS (SELECT 1 FROM plans_termsversion w WHERE lower(w.valid) = upper(v.valid))) THEN\n        RAISE EXCEPTION 'terms end on the day the next version begins, and no day is without terms' USING ERRCODE = '23514', CONSTRAINT = 'terms_end_where_the_next_begin';\n    END IF;\n     RETURN NULL;", hash='5ad7806de4ca76df9c1b2211073ca0b57844cfd4', operation='UPDATE', pgid='pgtrigger_terms_end_where_the_next_begin_b1a38', table='plans_termsversion', timing='DEFERRABLE INITIALLY DEFERRED', when='AFTER')),
        ),
    ]
