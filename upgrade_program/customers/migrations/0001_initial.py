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
            name='Erasure',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('approval_id', models.BigIntegerField(unique=True)),
                ('at', models.DateTimeField()),
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
            constraint=models.CheckConstraint(condition=models.Q(('mobile__regex', '^(\\+91[6-9][0-9]{9}|~[0-9]+)$')), name='mobile_is_indian_with_plus_91'),
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
            model_name='customer',
            trigger=pgtrigger.compiler.Trigger(name='a_customer_begins_with_a_mobile', sql=pgtrigger.compiler.UpsertTriggerSql(func="IF NEW.mobile LIKE '~%' THEN RAISE EXCEPTION 'nobody is erased before they are known' USING ERRCODE = '23514', CONSTRAINT = 'a_customer_begins_with_a_mobile'; END IF; RETURN NEW;", hash='30e2365874eb9653976828d3fe7b4ec73875f0de', operation='INSERT', pgid='pgtrigger_a_customer_begins_with_a_mobile_5c8c5', table='customers_customer', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='customer',
            trigger=pgtrigger.compiler.Trigger(name='an_erased_customer_stays_erased', sql=pgtrigger.compiler.UpsertTriggerSql(func="IF OLD.mobile LIKE '~%' AND (NEW.mobile, NEW.name, NEW.email) IS DISTINCT FROM (OLD.mobile, OLD.name, OLD.email) THEN RAISE EXCEPTION 'who was erased is known by nothing any more' USING ERRCODE = '23514', CONSTRAINT = 'an_erased_customer_stays_erased'; END IF; RETURN NEW;", hash='f6e4fd6bedc588bced72f26c57d8aa58edfc6bfe', operation='UPDATE', pgid='pgtrigger_an_erased_customer_stays_erased_9b3ab', table='customers_customer', when='BEFORE')),
        ),
        migrations.AddField(
            model_name='erasure',
            name='asked_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='erasure',
            name='customer',
            field=models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='erasure', to='customers.customer'),
        ),
        migrations.AddField(
            model_name='erasure',
            name='granted_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='consent',
            trigger=pgtrigger.compiler.Trigger(name='consents_are_only_added', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'a consent is a record of what was agreed and never changes' USING ERRCODE = '23514', CONSTRAINT = 'consents_are_only_added';", hash='a729c08d86e7d24f0e6878208329e17253a64783', operation='UPDATE OR DELETE', pgid='pgtrigger_consents_are_only_added_7987e', table='customers_consent', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='erasure',
            constraint=models.CheckConstraint(condition=models.Q(('asked_by', models.F('granted_by')), _negated=True), name='nobody_erases_alone'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='erasure',
            trigger=pgtrigger.compiler.Trigger(name='erasures_are_only_added', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'a person who was erased stays erased' USING ERRCODE = '23514', CONSTRAINT = 'erasures_are_only_added';", hash='482b76f3694da84b4c68874efdfde71fa19659c5', operation='UPDATE OR DELETE', pgid='pgtrigger_erasures_are_only_added_21783', table='customers_erasure', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='erasure',
            trigger=pgtrigger.compiler.Trigger(name='an_erasure_is_what_was_asked_and_granted', sql=pgtrigger.compiler.UpsertTriggerSql(constraint='CONSTRAINT', func="IF NOT EXISTS (SELECT 1 FROM approvals_approval said\n             WHERE said.id = NEW.approval_id AND said.kind = 'customer.erasure' AND said.subject = 'customer:' || NEW.customer_id\n               AND said.state = 'granted' AND said.asked_by_id = NEW.asked_by_id AND said.decided_by_id = NEW.granted_by_id) THEN RAISE EXCEPTION 'a person is erased when one asked for it and another one granted it' USING ERRCODE = '23514', CONSTRAINT = 'an_erasure_is_what_was_asked_and_granted'; END IF; RETURN NULL;", hash='b1c805860d4dba3a345b194814d86e17a900feb3', operation='INSERT', pgid='pgtrigger_an_erasure_is_what_was_asked_and_granted_80ee2', table='customers_erasure', timing='DEFERRABLE INITIALLY DEFERRED', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='erasure',
            trigger=pgtrigger.compiler.Trigger(name='a_customer_follows_their_erasure', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n            UPDATE customers_customer SET mobile = '~' || id, name = '(erased)', email = '' WHERE id = NEW.customer_id;\n            RETURN NULL;\n        ", hash='433f36d94c784b25fd9be47b0938a02f2150dfc0', operation='INSERT', pgid='pgtrigger_a_customer_follows_their_erasure_ad612', table='customers_erasure', when='AFTER')),
        ),
        migrations.CreateModel(
            name='CustomerSession',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('digest', models.CharField(max_length=64, unique=True)),
                ('device', models.CharField(blank=True, help_text='What kind of device it is, as Android; nothing finer.', max_length=20)),
                ('created_at', models.DateTimeField()),
                ('last_seen_at', models.DateTimeField()),
                ('expires_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(null=True)),
                ('customer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='sessions', to='customers.customer')),
            ],
            options={
                'ordering': ['-last_seen_at', '-id'],
                'indexes': [models.Index(condition=models.Q(('ended_at', None)), fields=['customer'], name='unended_sessions_of_a_customer'), models.Index(fields=['expires_at'], name='customers_sessions_by_end')],
                'constraints': [models.CheckConstraint(condition=models.Q(('digest__regex', '^[0-9a-f]{64}$')), name='session_digest_is_sha256'), models.CheckConstraint(condition=models.Q(('expires_at__gt', models.F('created_at'))), name='a_customers_session_ends_after_it_began'), models.CheckConstraint(condition=models.Q(('last_seen_at__gte', models.F('created_at')), ('last_seen_at__lt', models.F('expires_at'))), name='a_customers_session_is_used_within_its_time')],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='customersession',
            trigger=pgtrigger.compiler.Trigger(name='a_customers_session_stays_theirs', sql=pgtrigger.compiler.UpsertTriggerSql(func="IF (OLD.id, OLD.customer_id, OLD.digest, OLD.device, OLD.created_at, OLD.expires_at) IS DISTINCT FROM (NEW.id, NEW.customer_id, NEW.digest, NEW.device, NEW.created_at, NEW.expires_at) THEN RAISE EXCEPTION 'whose a session is, and how long it lasts, never changes' USING ERRCODE = '23514', CONSTRAINT = 'a_customers_session_stays_theirs'; END IF; RETURN NEW;", hash='32bf42c02c161c1904b345aae7c471c4bf10b625', operation='UPDATE', pgid='pgtrigger_a_customers_session_stays_theirs_143e4', table='customers_customersession', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='customersession',
            trigger=pgtrigger.compiler.Trigger(name='an_ended_session_stays_ended', sql=pgtrigger.compiler.UpsertTriggerSql(func="IF OLD.ended_at IS NOT NULL AND (OLD.ended_at, OLD.last_seen_at) IS DISTINCT FROM (NEW.ended_at, NEW.last_seen_at) THEN RAISE EXCEPTION 'who was signed out signs in anew' USING ERRCODE = '23514', CONSTRAINT = 'an_ended_session_stays_ended'; END IF; RETURN NEW;", hash='a1f85a26f173dfcdb7f32afaba058ccc7f90edd5', operation='UPDATE', pgid='pgtrigger_an_ended_session_stays_ended_df56c', table='customers_customersession', when='BEFORE')),
        ),
        migrations.CreateModel(
            name='ErasureWish',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('asked_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(null=True)),
                ('customer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='erasure_wishes', to='customers.customer')),
            ],
            options={
                'ordering': ['-id'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('ended_at', None)), fields=('customer',), name='a_customer_asks_once_to_be_erased'), models.CheckConstraint(condition=models.Q(('ended_at', None), ('ended_at__gte', models.F('asked_at')), _connector='OR'), name='a_wish_to_be_erased_ends_after_it_began')],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='erasurewish',
            trigger=pgtrigger.compiler.Trigger(name='wishes_to_be_erased_stay_on_record', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'that somebody asked to be erased is not undone' USING ERRCODE = '23514', CONSTRAINT = 'wishes_to_be_erased_stay_on_record';", hash='552e7ecfe4bf51a25f4e148a0790189f4bd51b3e', operation='DELETE', pgid='pgtrigger_wishes_to_be_erased_stay_on_record_2a9c5', table='customers_erasurewish', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='erasurewish',
            trigger=pgtrigger.compiler.Trigger(name='a_wish_to_be_erased_only_ends', sql=pgtrigger.compiler.UpsertTriggerSql(func="IF (OLD.id, OLD.customer_id, OLD.asked_at) IS DISTINCT FROM (NEW.id, NEW.customer_id, NEW.asked_at) OR OLD.ended_at IS NOT NULL THEN RAISE EXCEPTION 'who asked, and when, never changes, and a wish ends once' USING ERRCODE = '23514', CONSTRAINT = 'a_wish_to_be_erased_only_ends'; END IF; RETURN NEW;", hash='7d5f395e6db19bc57d0a1ea772cb2f433b539b5b', operation='UPDATE', pgid='pgtrigger_a_wish_to_be_erased_only_ends_ef1dd', table='customers_erasurewish', when='BEFORE')),
        ),
        migrations.CreateModel(
            name='PlanWithdrawal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('subject', models.CharField(max_length=60)),
                ('at', models.DateTimeField()),
                ('consent', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='plan_withdrawal', to='customers.consent')),
                ('given_again', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='customers.consent')),
            ],
            options={
                'ordering': ['-id'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('given_again', None)), fields=('subject',), name='the_consent_to_a_plan_is_withdrawn_once'), models.CheckConstraint(condition=models.Q(('given_again', None), ('given_again__gt', models.F('consent')), _connector='OR'), name='a_consent_given_again_is_a_later_one')],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='planwithdrawal',
            trigger=pgtrigger.compiler.Trigger(name='withdrawals_of_a_plan_stay_on_record', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'that a consent was taken back is not undone; it may be given again' USING ERRCODE = '23514', CONSTRAINT = 'withdrawals_of_a_plan_stay_on_record';", hash='380a6ff2282dd4992b13a3112fb2b8422f4be94c', operation='DELETE', pgid='pgtrigger_withdrawals_of_a_plan_stay_on_record_f2ae6', table='customers_planwithdrawal', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='planwithdrawal',
            trigger=pgtrigger.compiler.Trigger(name='the_consent_to_a_plan_is_what_is_withdrawn', sql=pgtrigger.compiler.UpsertTriggerSql(func="IF NOT EXISTS (SELECT 1 FROM customers_consent agreed JOIN customers_consenttext words ON words.id = agreed.text_id\n             WHERE agreed.id = NEW.consent_id AND agreed.subject = NEW.subject AND words.purpose = 'plan' AND NEW.subject LIKE 'plan:%')\n           OR NEW.given_again_id IS NOT NULL THEN RAISE EXCEPTION 'what is withdrawn is the consent to that plan, and it is not given again at once' USING ERRCODE = '23514', CONSTRAINT = 'the_consent_to_a_plan_is_what_is_withdrawn'; END IF; RETURN NEW;", hash='33b47ca9fd276ca4850b9a2d8b51ba919a6aae11', operation='INSERT', pgid='pgtrigger_the_consent_to_a_plan_is_what_is_withdrawn_a2fa8', table='customers_planwithdrawal', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='planwithdrawal',
            trigger=pgtrigger.compiler.Trigger(name='a_withdrawn_consent_is_only_given_again', sql=pgtrigger.compiler.UpsertTriggerSql(func="IF (OLD.id, OLD.consent_id, OLD.subject, OLD.at) IS DISTINCT FROM (NEW.id, NEW.consent_id, NEW.subject, NEW.at)\n           OR OLD.given_again_id IS NOT NULL\n           OR NOT EXISTS (SELECT 1 FROM customers_consent agreed WHERE agreed.id = NEW.given_again_id AND agreed.subject = NEW.subject) THEN RAISE EXCEPTION 'what was withdrawn, and when, never changes; another consent to the same plan follows once' USING ERRCODE = '23514', CONSTRAINT = 'a_withdrawn_consent_is_only_given_again'; END IF; RETURN NEW;", hash='a5dae12c8fade627d2b18e26f098fcb185c6c55b', operation='UPDATE', pgid='pgtrigger_a_withdrawn_consent_is_only_given_again_63e7d', table='customers_planwithdrawal', when='BEFORE')),
        ),
    ]
