"""A rate that was withdrawn before its day has none, and the one before it goes on.

The way back is refused once a rate was withdrawn: the earlier law knows no rule without a day, and a rule is never deleted, because papers
and the audit trail name it. Who must go back restores a backup of before the withdrawal, or stays on this migration with the older code's
other apps; nothing is lost, since the refusal comes before any step back and leaves the database as it is.
"""

import django.contrib.postgres.fields.ranges
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models
from django.db.migrations.exceptions import IrreversibleError


WITHDRAWN = "SELECT count(*), coalesce(string_agg(id::text, ', ' ORDER BY id), '') FROM billing_taxrule WHERE isempty(valid)"


def refuse_once_withdrawn(apps, schema_editor):
    """Going back with a rule that the earlier law forbids would fail somewhere halfway; say it first, and what to do."""
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(WITHDRAWN)
        count, keys = cursor.fetchone()
    if count:
        raise IrreversibleError(
            f"billing 0003 is not undone: {count} tax rates were withdrawn before their day (billing_taxrule {keys}), and the schema before "
            "it cannot hold them. Nothing was changed. Restore a backup made before the first of these withdrawals, or stay on billing 0003."
        )


class Migration(migrations.Migration):

    dependencies = [
        ('billing', '0002_first_tax_rule'),
        ('drafts', '0002_withdrawals'),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name='taxrule',
            name='tax_rules_are_only_closed',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='taxrule',
            name='a_tax_rule_was_granted_by_a_second_person',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='taxrule',
            name='tax_rules_end_where_the_next_begin',
        ),
        migrations.RemoveConstraint(
            model_name='taxrule',
            name='a_tax_rule_has_a_first_day',
        ),
        migrations.AlterField(
            model_name='taxrule',
            name='valid',
            field=django.contrib.postgres.fields.ranges.DateRangeField(help_text='First day, and the first day no longer in force; empty once withdrawn.'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='taxrule',
            trigger=pgtrigger.compiler.Trigger(name='tax_rules_are_only_closed', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n    IF TG_OP = 'UPDATE' AND ((upper_inf(OLD.valid) AND NOT upper_inf(NEW.valid) AND lower(NEW.valid) = lower(OLD.valid)) OR (upper_inf(OLD.valid) AND isempty(NEW.valid) AND EXISTS (SELECT 1 FROM drafts_withdrawal w WHERE w.draft_id = OLD.draft_id)\n           AND ((SELECT t.issued_on FROM billing_taxdocument t ORDER BY t.id DESC LIMIT 1) >= lower(OLD.valid)) IS NOT TRUE) OR (upper_inf(NEW.valid) AND lower(NEW.valid) = lower(OLD.valid) AND EXISTS (\n               SELECT 1 FROM billing_taxrule n JOIN drafts_withdrawal w ON w.draft_id = n.draft_id JOIN drafts_draft d ON d.id = n.draft_id\n                WHERE n.sac = OLD.sac AND isempty(n.valid) AND d.from_day = upper(OLD.valid))))\n       AND (NEW.id, NEW.sac, NEW.rate, NEW.description, NEW.draft_id)\n           IS NOT DISTINCT FROM (OLD.id, OLD.sac, OLD.rate, OLD.description, OLD.draft_id) THEN\n        RETURN NEW;\n    END IF;\n    RAISE EXCEPTION 'a tax rule is closed, or withdrawn before its day, and otherwise never changes' USING ERRCODE = '23514', CONSTRAINT = 'tax_rules_are_only_closed';\n    ", hash='119e2704082812a06b2594470b87146b226198ad', operation='UPDATE OR DELETE', pgid='pgtrigger_tax_rules_are_only_closed_de56d', table='billing_taxrule', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='taxrule',
            trigger=pgtrigger.compiler.Trigger(name='a_tax_rule_has_a_first_day', sql=pgtrigger.compiler.UpsertTriggerSql(func="IF isempty(NEW.valid) THEN RAISE EXCEPTION 'a tax rule has a first day; only one that was withdrawn has none' USING ERRCODE = '23514', CONSTRAINT = 'a_tax_rule_has_a_first_day'; END IF; RETURN NEW;", hash='05b40e51814e0edcff952e8f1c5942ee9e6a063c', operation='INSERT', pgid='pgtrigger_a_tax_rule_has_a_first_day_75888', table='billing_taxrule', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='taxrule',
            trigger=pgtrigger.compiler.Trigger(name='a_tax_rule_was_granted_by_a_second_person', sql=pgtrigger.compiler.UpsertTriggerSql(constraint='CONSTRAINT', func="\n    IF NEW.draft_id IS NOT NULL AND NOT EXISTS (\n           SELECT 1 \n        FROM drafts_draft d JOIN approvals_approval a ON a.kind = d.kind AND a.subject = split_part(d.kind, '.', 1) || '_draft:' || d.id\n       WHERE d.kind = 'tax.rule' AND a.state = 'granted' AND a.needs = 'headoffice'\n         AND a.asked_by_id = d.made_by_id AND a.decided_by_id <> d.made_by_id AND (a.decided_at AT TIME ZONE 'Asia/Kolkata')::date < d.from_day\n     AND d.id = NEW.draft_id AND d.from_day = lower(NEW.valid)\n              AND (NOT EXISTS (SELECT 1 FROM drafts_withdrawal w WHERE w.draft_id = d.id) OR EXISTS (SELECT 1 FROM billing_taxrule r WHERE r.id = NEW.id AND isempty(r.valid)))\n              AND d.content = jsonb_build_object('sac', NEW.sac, 'rate', trim_scale(NEW.rate)::text, 'description', NEW.description)) THEN\n        RAISE EXCEPTION 'a tax rule says what one person drafted and another one granted, from the day they said' USING ERRCODE = '23514', CONSTRAINT = 'a_tax_rule_was_granted_by_a_second_person';\n    END IF;\n     RETURN NULL;", hash='086f53fd4756478926e45f36374931d6607fb577', operation='INSERT', pgid='pgtrigger_a_tax_rule_was_granted_by_a_second_person_8eb90', table='billing_taxrule', timing='DEFERRABLE INITIALLY DEFERRED', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='taxrule',
            trigger=pgtrigger.compiler.Trigger(name='tax_rules_end_where_the_next_begin', sql=pgtrigger.compiler.UpsertTriggerSql(constraint='CONSTRAINT', func="\n    IF EXISTS (SELECT 1 FROM billing_taxrule r WHERE r.sac = NEW.sac AND NOT isempty(r.valid) AND NOT upper_inf(r.valid)\n           AND NOT EXISTS (SELECT 1 FROM billing_taxrule n WHERE n.sac = r.sac AND lower(n.valid) = upper(r.valid))) THEN\n        RAISE EXCEPTION 'a tax rule ends on the day the next one of its service code begins' USING ERRCODE = '23514', CONSTRAINT = 'tax_rules_end_where_the_next_begin';\n    END IF;\n     RETURN NULL;", hash='b185a00bc08bb992a0e229e2971e7392e48aa4b1', operation='UPDATE', pgid='pgtrigger_tax_rules_end_where_the_next_begin_5e30b', table='billing_taxrule', timing='DEFERRABLE INITIALLY DEFERRED', when='AFTER')),
        ),
        migrations.AddConstraint(
            model_name='taxrule',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('draft__isnull', False), ('valid__isempty', True)), models.Q(('valid__isempty', False), ('valid__lower_inc', True), ('valid__lower_inf', False)), _connector='OR'), name='a_tax_rule_has_a_first_day'),
        ),
        # The last forwards is the first on the way back.
        migrations.RunPython(migrations.RunPython.noop, refuse_once_withdrawn),
    ]
