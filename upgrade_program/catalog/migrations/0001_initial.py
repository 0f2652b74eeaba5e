import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import django.contrib.postgres.indexes
import django.db.models.deletion
import django.db.models.functions.comparison
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

from upgrade_program.foundation.database.extensions import BtreeGist, Trigram


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        BtreeGist(),
        Trigram(),
        migrations.CreateModel(
            name='DeviceModel',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('brand', models.CharField(help_text='Mi, Redmi or Xiaomi take part; any other brand is listed and refused by name.', max_length=40)),
                ('series', models.CharField(blank=True, max_length=60)),
                ('name', models.CharField(help_text='With the brand, as on the box: Redmi Note 9 Pro.', max_length=100)),
                ('slug', models.SlugField(editable=False, max_length=120, unique=True)),
                ('launch_date', models.DateField()),
                ('eligible', models.BooleanField(default=False, help_text="Head office's flag: plans may be sold on this model.")),
            ],
            options={
                'verbose_name': 'device model',
                'ordering': ['name'],
                'constraints': [models.UniqueConstraint(fields=('brand', 'name'), name='one_model_per_brand_and_name'), models.CheckConstraint(condition=models.Q(models.Q(('brand', ''), _negated=True), models.Q(('name', ''), _negated=True), models.Q(('slug', ''), _negated=True)), name='a_model_has_brand_name_and_slug'), models.CheckConstraint(condition=models.Q(('eligible', False), ('brand__in', ('Mi', 'Redmi', 'Xiaomi')), _connector='OR'), name='only_programme_brands_are_eligible', violation_error_message='Only Mi, Redmi and Xiaomi phones take part.')],
            },
        ),
        migrations.CreateModel(
            name='PlanPrice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('amount', models.DecimalField(decimal_places=2, max_digits=10, verbose_name='price, ₹')),
                ('valid', django.contrib.postgres.fields.ranges.DateTimeRangeField(verbose_name='in force')),
                ('set_at', models.DateTimeField()),
                ('reason', models.CharField(max_length=300)),
                ('withdrawn_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('model', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='plan_prices', to='catalog.devicemodel')),
                ('set_by', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'plan price',
                'ordering': ['model', 'variant', '-valid'],
            },
        ),
        migrations.CreateModel(
            name='PriceChange',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('amount', models.DecimalField(decimal_places=2, max_digits=10, verbose_name='new price, ₹')),
                ('model', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='catalog.devicemodel')),
                ('seen', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='catalog.planprice')),
            ],
            options={
                'verbose_name': 'price change',
                'ordering': ['id'],
            },
        ),
        migrations.AddField(
            model_name='planprice',
            name='change',
            field=models.OneToOneField(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='price', to='catalog.pricechange'),
        ),
        migrations.CreateModel(
            name='PriceChangeSet',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('from_at', models.DateTimeField(verbose_name='from')),
                ('reason', models.CharField(max_length=300)),
                ('made_at', models.DateTimeField()),
                ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'change set',
                'ordering': ['-id'],
            },
        ),
        migrations.AddField(
            model_name='pricechange',
            name='change_set',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='rows', to='catalog.pricechangeset'),
        ),
        migrations.CreateModel(
            name='Variant',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('ram_gb', models.PositiveSmallIntegerField(verbose_name='RAM, GB')),
                ('storage_gb', models.PositiveSmallIntegerField(verbose_name='storage, GB')),
                ('sku', models.SlugField(editable=False, max_length=140, unique=True, verbose_name='SKU')),
                ('model', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='variants', to='catalog.devicemodel')),
            ],
            options={
                'ordering': ['model__name', 'ram_gb', 'storage_gb'],
            },
        ),
        migrations.CreateModel(
            name='Srp',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('amount', models.DecimalField(decimal_places=2, max_digits=10, verbose_name='SRP, ₹')),
                ('valid', django.contrib.postgres.fields.ranges.DateRangeField(verbose_name='in force')),
                ('checked', models.BooleanField(default=False)),
                ('set_by', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('variant', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='srps', to='catalog.variant')),
            ],
            options={
                'verbose_name': 'SRP',
                'ordering': ['variant', '-valid'],
            },
        ),
        migrations.AddField(
            model_name='pricechange',
            name='variant',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='catalog.variant'),
        ),
        migrations.AddField(
            model_name='planprice',
            name='variant',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='plan_prices', to='catalog.variant'),
        ),
        migrations.AddConstraint(
            model_name='pricechangeset',
            constraint=models.CheckConstraint(condition=models.Q(('from_at__gt', models.F('made_at'))), name='a_change_set_begins_after_it_was_made'),
        ),
        migrations.AddConstraint(
            model_name='pricechangeset',
            constraint=models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='a_change_set_has_a_reason'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='pricechangeset',
            trigger=pgtrigger.compiler.Trigger(name='a_change_set_stands_as_it_was_made', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'a change set stands as it was made' USING ERRCODE = '23514', CONSTRAINT = 'a_change_set_stands_as_it_was_made';", hash='9bf1eb618c3e63826b186b7f57d66da24290b420', operation='UPDATE OR DELETE', pgid='pgtrigger_a_change_set_stands_as_it_was_made_69a3b', table='catalog_pricechangeset', when='BEFORE')),
        ),
        migrations.AddIndex(
            model_name='variant',
            index=django.contrib.postgres.indexes.GinIndex(fields=['sku'], name='variant_sku_trigrams', opclasses=['gin_trgm_ops']),
        ),
        migrations.AddConstraint(
            model_name='variant',
            constraint=models.UniqueConstraint(fields=('model', 'ram_gb', 'storage_gb'), name='one_variant_per_model_and_memory'),
        ),
        migrations.AddConstraint(
            model_name='variant',
            constraint=models.UniqueConstraint(fields=('id', 'model'), name='a_variant_belongs_to_one_model'),
        ),
        migrations.AddConstraint(
            model_name='variant',
            constraint=models.CheckConstraint(condition=models.Q(('ram_gb__gt', 0), ('storage_gb__gt', 0)), name='memory_is_above_zero'),
        ),
        migrations.AddConstraint(
            model_name='variant',
            constraint=models.CheckConstraint(condition=models.Q(('sku__regex', '^[a-z0-9]+(-[a-z0-9]+)*$')), name='sku_is_lower_case_words'),
        ),
        migrations.AddConstraint(
            model_name='srp',
            constraint=models.CheckConstraint(condition=models.Q(('amount__gt', 0)), name='srp_is_above_zero'),
        ),
        migrations.AddConstraint(
            model_name='srp',
            constraint=models.CheckConstraint(condition=models.Q(('valid__isempty', False), ('valid__lower_inc', True), ('valid__lower_inf', False), ('valid__upper_inc', False)), name='srps_run_from_a_day_up_to_another'),
        ),
        migrations.AddConstraint(
            model_name='srp',
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(expressions=[(models.F('variant'), '='), (models.F('valid'), '&&')], name='srps_of_one_variant_do_not_overlap'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='srp',
            trigger=pgtrigger.compiler.Trigger(name='srps_stay_as_written', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n            IF TG_OP = 'UPDATE' AND (OLD.id, OLD.variant_id, OLD.amount, OLD.set_by_id) IS NOT DISTINCT FROM (NEW.id, NEW.variant_id, NEW.amount, NEW.set_by_id)\n               AND lower(NEW.valid) = lower(OLD.valid) AND NOT isempty(NEW.valid)\n               AND (NEW.valid = OLD.valid OR upper_inf(OLD.valid))\n               AND (NEW.checked OR NOT OLD.checked) THEN\n                RETURN NEW;\n            END IF;\n            RAISE EXCEPTION 'a price stands as it was written: only its open end is set, once' USING ERRCODE = '23514', CONSTRAINT = 'srps_stay_as_written';\n        ", hash='db88e9c61027a93880a658715692fff0925208e4', operation='UPDATE OR DELETE', pgid='pgtrigger_srps_stay_as_written_74df0', table='catalog_srp', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='pricechange',
            constraint=models.CheckConstraint(condition=models.Q(('amount__gt', 0)), name='a_new_price_is_above_zero'),
        ),
        migrations.AddConstraint(
            model_name='pricechange',
            constraint=models.UniqueConstraint(models.F('change_set'), models.F('model'), django.db.models.functions.comparison.Coalesce('variant_id', 0), name='one_row_a_device_and_change_set'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='pricechange',
            trigger=pgtrigger.compiler.Trigger(name='changes_are_only_added', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'a row of a change set stands as it was typed' USING ERRCODE = '23514', CONSTRAINT = 'changes_are_only_added';", hash='7ab13e598209e470144a2784416f1df400827a53', operation='UPDATE OR DELETE', pgid='pgtrigger_changes_are_only_added_95c5c', table='catalog_pricechange', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='pricechange',
            trigger=pgtrigger.compiler.Trigger(name='what_was_asked_for_gets_no_more_rows', sql=pgtrigger.compiler.UpsertTriggerSql(func="IF EXISTS (SELECT 1 FROM approvals_approval a\n                    WHERE a.kind = 'prices.change' AND a.subject = 'prices:' || NEW.change_set_id) THEN RAISE EXCEPTION 'a change set that was asked for gets no more rows' USING ERRCODE = '23514', CONSTRAINT = 'what_was_asked_for_gets_no_more_rows'; END IF; RETURN NEW;", hash='7b3c097ef2f703ffef994c718202ef0c2f0b4496', operation='INSERT', pgid='pgtrigger_what_was_asked_for_gets_no_more_rows_27bdb', table='catalog_pricechange', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='planprice',
            constraint=models.CheckConstraint(condition=models.Q(('set_by__isnull', True), ('change__isnull', False), _connector='OR'), name='a_price_set_by_a_person_was_asked_for'),
        ),
        migrations.AddConstraint(
            model_name='planprice',
            constraint=models.CheckConstraint(condition=models.Q(('amount__gt', 0)), name='plan_price_is_above_zero'),
        ),
        migrations.AddConstraint(
            model_name='planprice',
            constraint=models.CheckConstraint(condition=models.Q(('valid__isempty', False), ('valid__lower_inc', True), ('valid__lower_inf', False), ('valid__upper_inc', False)), name='prices_run_from_an_instant_up_to_another'),
        ),
        migrations.AddConstraint(
            model_name='planprice',
            constraint=models.CheckConstraint(condition=models.Q(('set_by__isnull', True), ('valid__startswith__gte', models.F('set_at')), _connector='OR'), name='nobody_sets_a_price_in_the_past'),
        ),
        migrations.AddConstraint(
            model_name='planprice',
            constraint=models.CheckConstraint(condition=models.Q(('withdrawn_at__isnull', True), ('valid__startswith__gt', models.F('withdrawn_at')), _connector='OR'), name='only_a_price_not_yet_in_force_is_withdrawn'),
        ),
        migrations.AddConstraint(
            model_name='planprice',
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(condition=models.Q(('withdrawn_at__isnull', True)), expressions=[(models.F('model'), '='), (django.db.models.functions.comparison.Coalesce('variant_id', 0), '='), (models.F('valid'), '&&')], name='prices_of_one_model_do_not_overlap'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='planprice',
            trigger=pgtrigger.compiler.Trigger(name='prices_stay_as_written', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n            IF TG_OP = 'UPDATE' AND (OLD.id, OLD.model_id, OLD.variant_id, OLD.amount, OLD.set_by_id, OLD.set_at, OLD.reason, OLD.change_id) IS NOT DISTINCT FROM (NEW.id, NEW.model_id, NEW.variant_id, NEW.amount, NEW.set_by_id, NEW.set_at, NEW.reason, NEW.change_id)\n               AND lower(NEW.valid) = lower(OLD.valid) AND NOT isempty(NEW.valid)\n               AND (NEW.valid = OLD.valid OR upper_inf(OLD.valid))\n               AND (OLD.withdrawn_at IS NULL OR NEW.withdrawn_at = OLD.withdrawn_at) THEN\n                RETURN NEW;\n            END IF;\n            RAISE EXCEPTION 'a price stands as it was written: only its open end is set, once' USING ERRCODE = '23514', CONSTRAINT = 'prices_stay_as_written';\n        ", hash='bb1b29d50b9a328578ae15fb2b8a7dd10d294379', operation='UPDATE OR DELETE', pgid='pgtrigger_prices_stay_as_written_987a1', table='catalog_planprice', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='planprice',
            trigger=pgtrigger.compiler.Trigger(name='a_price_was_granted_by_a_second_person', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (NEW.change_id IS NOT NULL)', constraint='CONSTRAINT', declare='DECLARE granted boolean;', func="\n    SELECT EXISTS (\n        SELECT 1 FROM catalog_pricechange c\n          JOIN catalog_pricechangeset s ON s.id = c.change_set_id\n          JOIN approvals_approval a ON a.kind = 'prices.change' AND a.subject = 'prices:' || s.id\n         WHERE c.id = NEW.change_id AND a.state = 'granted' AND a.asked_by_id = s.made_by_id AND a.decided_by_id <> s.made_by_id\n           AND c.model_id = NEW.model_id AND c.variant_id IS NOT DISTINCT FROM NEW.variant_id\n           AND c.amount = NEW.amount AND s.from_at = lower(NEW.valid) AND s.made_by_id = NEW.set_by_id) INTO granted;\n    IF NOT granted THEN\n        RAISE EXCEPTION 'a price set by a person is one that a second person has granted' USING ERRCODE = '23514', CONSTRAINT = 'a_price_was_granted_by_a_second_person';\n    END IF;\n     RETURN NULL;", hash='c87015dd97b97980d04462ae82590a4d93d23d19', operation='INSERT', pgid='pgtrigger_a_price_was_granted_by_a_second_person_98fe0', table='catalog_planprice', timing='DEFERRABLE INITIALLY DEFERRED', when='AFTER')),
        ),
        migrations.CreateModel(
            name='SellingStop',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reason', models.CharField(max_length=300)),
                ('stopped_at', models.DateTimeField()),
                ('lifted_at', models.DateTimeField(null=True)),
                ('lifted_approval_id', models.BigIntegerField(null=True, unique=True)),
                ('model', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='stops', to='catalog.devicemodel')),
                ('stopped_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'stop of selling',
                'verbose_name_plural': 'stops of selling',
                'ordering': ['-id'],
                'constraints': [models.CheckConstraint(condition=models.Q(('reason__regex', '\\S')), name='a_stop_has_a_reason'), models.CheckConstraint(condition=models.Q(models.Q(('lifted_approval_id__isnull', True), ('lifted_at__isnull', True)), models.Q(('lifted_approval_id__isnull', False), ('lifted_at__gte', models.F('stopped_at'))), _connector='OR'), name='a_lifted_stop_names_its_later_grant'), models.UniqueConstraint(condition=models.Q(('lifted_at__isnull', True)), fields=('model',), name='one_standing_stop_a_model')],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='sellingstop',
            trigger=pgtrigger.compiler.Trigger(name='a_stop_stands_as_written_and_is_lifted_once', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n            IF TG_OP = 'UPDATE' AND OLD.lifted_at IS NULL AND NEW.lifted_at IS NOT NULL\n               AND (NEW.id, NEW.model_id, NEW.reason, NEW.stopped_at, NEW.stopped_by_id)\n                   IS NOT DISTINCT FROM (OLD.id, OLD.model_id, OLD.reason, OLD.stopped_at, OLD.stopped_by_id) THEN\n                RETURN NEW;\n            END IF;\n            RAISE EXCEPTION 'a stop of selling stands as it was written: it is lifted, once' USING ERRCODE = '23514', CONSTRAINT = 'a_stop_stands_as_written_and_is_lifted_once';\n        ", hash='68f9958966ee162bc148928dc009df1ae6f3d281', operation='UPDATE OR DELETE', pgid='pgtrigger_a_stop_stands_as_written_and_is_lifted_once_9c90a', table='catalog_sellingstop', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='sellingstop',
            trigger=pgtrigger.compiler.Trigger(name='a_stop_begins_by_standing', sql=pgtrigger.compiler.UpsertTriggerSql(func="IF NEW.lifted_at IS NOT NULL THEN RAISE EXCEPTION 'a stop of selling begins by standing' USING ERRCODE = '23514', CONSTRAINT = 'a_stop_begins_by_standing'; END IF; RETURN NEW;", hash='fda1e24b124776638e46834232e39333f85807f8', operation='INSERT', pgid='pgtrigger_a_stop_begins_by_standing_c9573', table='catalog_sellingstop', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='sellingstop',
            trigger=pgtrigger.compiler.Trigger(name='a_stop_was_lifted_by_a_second_person', sql=pgtrigger.compiler.UpsertTriggerSql(constraint='CONSTRAINT', declare='DECLARE granted boolean;', func="\n        SELECT EXISTS (\n            SELECT 1 FROM approvals_approval a\n             WHERE a.id = NEW.lifted_approval_id AND a.kind = 'stop.lift' AND a.subject = 'stop:' || NEW.id AND a.needs = 'headoffice'\n               AND a.state = 'granted' AND a.decided_by_id <> a.asked_by_id AND a.decided_at = NEW.lifted_at) INTO granted;\n        IF NOT granted THEN\n            RAISE EXCEPTION 'a stop of selling is lifted when a second person has granted it' USING ERRCODE = '23514', CONSTRAINT = 'a_stop_was_lifted_by_a_second_person';\n        END IF;\n         RETURN NULL;", hash='3a3b80cee7409fdd6d8cadb04a966f0873145ccb', operation='UPDATE', pgid='pgtrigger_a_stop_was_lifted_by_a_second_person_a0475', table='catalog_sellingstop', timing='DEFERRABLE INITIALLY DEFERRED', when='AFTER')),
        ),
        # A variant's own price names the variant together with its model, so that neither can belong to another.
        migrations.RunSQL(
            sql="""
                ALTER TABLE catalog_planprice ADD CONSTRAINT a_price_names_a_variant_of_its_model
                FOREIGN KEY (variant_id, model_id) REFERENCES catalog_variant (id, model_id)
            """,
            reverse_sql="ALTER TABLE catalog_planprice DROP CONSTRAINT a_price_names_a_variant_of_its_model",
        ),
        # So does a typed new price.
        migrations.RunSQL(
            sql="""
                ALTER TABLE catalog_pricechange ADD CONSTRAINT a_change_names_a_variant_of_its_model
                FOREIGN KEY (variant_id, model_id) REFERENCES catalog_variant (id, model_id)
            """,
            reverse_sql="ALTER TABLE catalog_pricechange DROP CONSTRAINT a_change_names_a_variant_of_its_model",
        ),
    ]
