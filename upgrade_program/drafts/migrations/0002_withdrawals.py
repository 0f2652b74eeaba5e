"""What was granted is withdrawn before its day: who, when, why; and no draft begins more than two years ahead."""

import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('drafts', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Withdrawal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reason', models.CharField(max_length=300)),
                ('at', models.DateTimeField()),
            ],
            options={
                'ordering': ['-id'],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='draft',
            trigger=pgtrigger.compiler.Trigger(name='a_draft_begins_within_two_years', sql=pgtrigger.compiler.UpsertTriggerSql(func="IF NEW.from_day > (NEW.made_at AT TIME ZONE 'Asia/Kolkata')::date + interval '2 years' THEN RAISE EXCEPTION 'a draft begins within two years of the day it was made' USING ERRCODE = '23514', CONSTRAINT = 'a_draft_begins_within_two_years'; END IF; RETURN NEW;", hash='947174681067a8b18d48ae445249b78295a633b8', operation='INSERT', pgid='pgtrigger_a_draft_begins_within_two_years_664eb', table='drafts_draft', when='BEFORE')),
        ),
        migrations.AddField(
            model_name='withdrawal',
            name='by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='withdrawal',
            name='draft',
            field=models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='withdrawal', to='drafts.draft'),
        ),
        migrations.AddConstraint(
            model_name='withdrawal',
            constraint=models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='a_withdrawal_has_a_reason'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='withdrawal',
            trigger=pgtrigger.compiler.Trigger(name='what_was_withdrawn_stays_so', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'what was withdrawn stays so: to have it after all, draft it anew' USING ERRCODE = '23514', CONSTRAINT = 'what_was_withdrawn_stays_so';", hash='3075bfd264db251270df0fea2b3aef2245f95a39', operation='UPDATE OR DELETE', pgid='pgtrigger_what_was_withdrawn_stays_so_39cea', table='drafts_withdrawal', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='withdrawal',
            trigger=pgtrigger.compiler.Trigger(name='what_is_withdrawn_was_granted_and_is_to_come', sql=pgtrigger.compiler.UpsertTriggerSql(func="IF NOT EXISTS (SELECT 1 FROM drafts_draft d JOIN approvals_approval a ON a.kind = d.kind AND a.subject = split_part(d.kind, '.', 1) || '_draft:' || d.id\n             WHERE d.id = NEW.draft_id AND a.state = 'granted' AND (NEW.at AT TIME ZONE 'Asia/Kolkata')::date < d.from_day) THEN RAISE EXCEPTION 'what was granted is withdrawn before the day it begins' USING ERRCODE = '23514', CONSTRAINT = 'what_is_withdrawn_was_granted_and_is_to_come'; END IF; RETURN NEW;", hash='ce121de30aa252189afb0afb4c0bba2fe1e8e7ca', operation='INSERT', pgid='pgtrigger_what_is_withdrawn_was_granted_and_is_to_come_9c6e2', table='drafts_withdrawal', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='withdrawal',
            trigger=pgtrigger.compiler.Trigger(name='what_is_withdrawn_is_in_force_on_no_day', sql=pgtrigger.compiler.UpsertTriggerSql(constraint='CONSTRAINT', func="\n        IF EXISTS (SELECT 1 FROM plans_termsversion v WHERE v.draft_id = NEW.draft_id AND NOT isempty(v.valid))\n           OR EXISTS (SELECT 1 FROM billing_taxrule r WHERE r.draft_id = NEW.draft_id AND NOT isempty(r.valid)) THEN\n            RAISE EXCEPTION 'what is withdrawn is in force on no day' USING ERRCODE = '23514', CONSTRAINT = 'what_is_withdrawn_is_in_force_on_no_day';\n        END IF;\n         RETURN NULL;", hash='879d9a80da6141f61e3a4f1065c0a74444e3e658', operation='INSERT', pgid='pgtrigger_what_is_withdrawn_is_in_force_on_no_day_5cb49', table='drafts_withdrawal', timing='DEFERRABLE INITIALLY DEFERRED', when='AFTER')),
        ),
    ]
