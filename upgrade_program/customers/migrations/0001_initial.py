import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

from upgrade_program.foundation.database.extensions import BtreeGist


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('stores', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        BtreeGist(),
        migrations.CreateModel(
            name='Customer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('mobile', models.CharField(max_length=13, unique=True)),
                ('name', models.CharField(max_length=100)),
                ('email', models.EmailField(blank=True, max_length=254)),
                ('language', models.CharField(choices=[('en', 'English'), ('hi', 'हिन्दी')], default='en', max_length=2)),
                ('created_at', models.DateTimeField()),
            ],
            options={
                'ordering': ['-id'],
            },
        ),
        migrations.CreateModel(
            name='ConsentText',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('purpose', models.CharField(choices=[('plan', 'Smart Upgrade plan'), ('loyalty', 'Loyalty programme')], default='plan', max_length=20)),
                ('version', models.PositiveSmallIntegerField()),
                ('language', models.CharField(choices=[('en', 'English'), ('hi', 'हिन्दी')], max_length=2)),
                ('text', models.TextField()),
                ('in_force', django.contrib.postgres.fields.ranges.DateRangeField()),
            ],
            options={
                'verbose_name': 'consent text',
                'ordering': ['purpose', '-version', 'language'],
                'constraints': [models.UniqueConstraint(fields=('purpose', 'version', 'language'), name='one_consent_text_per_version_and_language'), models.CheckConstraint(condition=models.Q(('language__in', ['en', 'hi'])), name='consent_language_is_known'), models.CheckConstraint(condition=models.Q(('purpose__in', ['plan', 'loyalty'])), name='consent_purpose_is_known'), models.CheckConstraint(condition=models.Q(('version__gt', 0), models.Q(('text', ''), _negated=True)), name='consent_text_has_words_and_version'), models.CheckConstraint(condition=models.Q(('in_force__isempty', False), ('in_force__lower_inf', False)), name='consent_texts_begin_on_a_day'), django.contrib.postgres.constraints.ExclusionConstraint(expressions=[(models.F('purpose'), '='), (models.F('language'), '='), (models.F('in_force'), '&&')], name='consent_texts_in_force_do_not_overlap')],
            },
        ),
        migrations.CreateModel(
            name='Consent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('given_at', models.DateTimeField()),
                ('subject', models.CharField(blank=True, help_text='What it was given for, as plan:17; may be empty.', max_length=60)),
                ('staff', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('store', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='stores.store')),
                ('text', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='consents', to='customers.consenttext')),
            ],
            options={
                'ordering': ['-id'],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='consenttext',
            trigger=pgtrigger.compiler.Trigger(name='consent_texts_stay_as_written', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n        IF TG_OP = 'UPDATE'\n           AND (OLD.id, OLD.purpose, OLD.version, OLD.language, OLD.text) = (NEW.id, NEW.purpose, NEW.version, NEW.language, NEW.text)\n           AND lower(NEW.in_force) = lower(OLD.in_force) AND upper_inf(OLD.in_force) AND NOT isempty(NEW.in_force) THEN\n            RETURN NEW;\n        END IF;\n        RAISE EXCEPTION 'people agreed to these words: only the open end of a text is set, once' USING ERRCODE = '23514', CONSTRAINT = 'consent_texts_stay_as_written';\n    ", hash='a0ef260242fc83074a151a5bb0854ad63bf83d7c', operation='UPDATE OR DELETE', pgid='pgtrigger_consent_texts_stay_as_written_30dbf', table='customers_consenttext', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='customer',
            constraint=models.CheckConstraint(condition=models.Q(('mobile__regex', '^\\+91[6-9][0-9]{9}$')), name='mobile_is_indian_with_plus_91'),
        ),
        migrations.AddConstraint(
            model_name='customer',
            constraint=models.CheckConstraint(condition=models.Q(('name__regex', '^.{2,}$')), name='customer_has_a_name'),
        ),
        migrations.AddConstraint(
            model_name='customer',
            constraint=models.CheckConstraint(condition=models.Q(('language__in', ['en', 'hi'])), name='customer_language_is_known'),
        ),
        migrations.AddField(
            model_name='consent',
            name='customer',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='consents', to='customers.customer'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='consent',
            trigger=pgtrigger.compiler.Trigger(name='consents_are_only_added', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'a consent is a record of what was agreed and never changes' USING ERRCODE = '23514', CONSTRAINT = 'consents_are_only_added';", hash='a729c08d86e7d24f0e6878208329e17253a64783', operation='UPDATE OR DELETE', pgid='pgtrigger_consents_are_only_added_7987e', table='customers_consent', when='BEFORE')),
        ),
    ]
