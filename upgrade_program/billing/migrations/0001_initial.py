import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import django.db.models.deletion
import django.db.models.expressions
import django.db.models.functions.math
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

from upgrade_program.foundation.database.extensions import BtreeGist


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('stores', '0001_initial'),
    ]

    operations = [
        BtreeGist(),
        migrations.CreateModel(
            name='Collection',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('bill', models.CharField(blank=True, db_default='', default='', max_length=60)),
                ('amount', models.DecimalField(decimal_places=2, max_digits=10)),
                ('state', models.CharField(choices=[('open', 'Waiting for payment'), ('paid', 'Paid'), ('void', 'Void'), ('refunded', 'Refunded')], max_length=8)),
                ('at', models.DateTimeField(verbose_name='opened at')),
                ('store', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='collections', to='stores.store')),
            ],
            options={
                'ordering': ['-at', '-id'],
            },
        ),
        migrations.CreateModel(
            name='Drawer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('day', models.DateField(help_text='The day it was opened.', verbose_name='business day')),
                ('opening', models.DecimalField(decimal_places=2, help_text='Cash counted at the opening.', max_digits=10, verbose_name='float')),
                ('opened_at', models.DateTimeField()),
                ('counts', models.PositiveSmallIntegerField(default=0, help_text='How often it was counted before it closed.')),
                ('counted', models.DecimalField(decimal_places=2, max_digits=10, null=True, verbose_name='cash counted')),
                ('counted_at', models.DateTimeField(null=True)),
                ('closed_at', models.DateTimeField(null=True)),
                ('reason', models.CharField(blank=True, max_length=200, verbose_name='reason of the difference')),
                ('cash_in', models.DecimalField(decimal_places=2, max_digits=10, null=True, verbose_name='cash received')),
                ('cash_back', models.DecimalField(decimal_places=2, max_digits=10, null=True, verbose_name='cash given back')),
                ('upi_in', models.DecimalField(decimal_places=2, max_digits=10, null=True, verbose_name='UPI received')),
                ('upi_back', models.DecimalField(decimal_places=2, max_digits=10, null=True, verbose_name='UPI given back')),
                ('card_in', models.DecimalField(decimal_places=2, max_digits=10, null=True, verbose_name='card received')),
                ('card_back', models.DecimalField(decimal_places=2, max_digits=10, null=True, verbose_name='card given back')),
                ('points_in', models.DecimalField(decimal_places=2, max_digits=10, null=True, verbose_name='paid with points')),
                ('points_back', models.DecimalField(decimal_places=2, max_digits=10, null=True, verbose_name='points given back')),
                ('added', models.DecimalField(decimal_places=2, max_digits=10, null=True, verbose_name='cash put in')),
                ('taken', models.DecimalField(decimal_places=2, max_digits=10, null=True, verbose_name='cash taken out')),
                ('closed_by', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('counted_by', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('opened_by', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('store', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='drawers', to='stores.store')),
            ],
            options={
                'ordering': ['-opened_at', '-id'],
            },
        ),
        migrations.CreateModel(
            name='CashMove',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('bank', 'To bank'), ('paid_out', 'Paid out'), ('added', 'Put in')], max_length=8)),
                ('amount', models.DecimalField(decimal_places=2, max_digits=10)),
                ('reason', models.CharField(max_length=200)),
                ('at', models.DateTimeField()),
                ('by', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('drawer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='moves', to='billing.drawer')),
            ],
            options={
                'ordering': ['id'],
            },
        ),
        migrations.CreateModel(
            name='NumberSeries',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('letter', models.CharField(choices=[('I', 'Invoices'), ('C', 'Credit notes'), ('P', 'Purchase vouchers')], max_length=1)),
                ('year', models.PositiveSmallIntegerField(verbose_name='financial year from April')),
                ('last', models.PositiveIntegerField()),
                ('store', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='stores.store')),
            ],
            options={
                'verbose_name_plural': 'number series',
                'ordering': ['store', '-year', 'letter'],
            },
        ),
        migrations.CreateModel(
            name='Payment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('method', models.CharField(choices=[('cash', 'Cash'), ('upi', 'UPI'), ('card', 'Card'), ('points', 'Points')], max_length=6)),
                ('amount', models.DecimalField(decimal_places=2, max_digits=10)),
                ('reference', models.CharField(blank=True, help_text='UPI: the 12 digits of the UTR. Card: last four, approval code. Points: how many.', max_length=17)),
                ('state', models.CharField(choices=[('received', 'Received'), ('pending', 'Waiting'), ('void', 'Never came')], max_length=8)),
                ('received_at', models.DateTimeField(null=True)),
                ('day', models.DateField(verbose_name='business day')),
                ('collection', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='payments', to='billing.collection')),
            ],
            options={
                'ordering': ['id'],
            },
        ),
        migrations.CreateModel(
            name='Refund',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('amount', models.DecimalField(decimal_places=2, max_digits=10)),
                ('at', models.DateTimeField()),
                ('payment', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='refunds', to='billing.payment')),
            ],
            options={
                'ordering': ['id'],
            },
        ),
        migrations.CreateModel(
            name='DrawerLine',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('drawer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lines', to='billing.drawer')),
                ('payment', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='drawer_lines', to='billing.payment')),
                ('refund', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='drawer_lines', to='billing.refund')),
            ],
            options={
                'ordering': ['id'],
            },
        ),
        migrations.CreateModel(
            name='TaxDocument',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('invoice', 'Tax invoice'), ('credit_note', 'Credit note')], max_length=11)),
                ('number', models.CharField(max_length=16)),
                ('letter', models.CharField(max_length=1)),
                ('year', models.PositiveSmallIntegerField(verbose_name='financial year from April')),
                ('serial', models.PositiveIntegerField()),
                ('issued_at', models.DateTimeField()),
                ('issued_on', models.DateField()),
                ('reason', models.CharField(blank=True, max_length=200)),
                ('seller', models.JSONField()),
                ('buyer', models.JSONField()),
                ('place_of_supply', models.CharField(choices=[('01', '01 Jammu and Kashmir'), ('02', '02 Himachal Pradesh'), ('03', '03 Punjab'), ('04', '04 Chandigarh'), ('05', '05 Uttarakhand'), ('06', '06 Haryana'), ('07', '07 Delhi'), ('08', '08 Rajasthan'), ('09', '09 Uttar Pradesh'), ('10', '10 Bihar'), ('11', '11 Sikkim'), ('12', '12 Arunachal Pradesh'), ('13', '13 Nagaland'), ('14', '14 Manipur'), ('15', '15 Mizoram'), ('16', '16 Tripura'), ('17', '17 Meghalaya'), ('18', '18 Assam'), ('19', '19 West Bengal'), ('20', '20 Jharkhand'), ('21', '21 Odisha'), ('22', '22 Chhattisgarh'), ('23', '23 Madhya Pradesh'), ('24', '24 Gujarat'), ('26', '26 Dadra and Nagar Haveli and Daman and Diu'), ('27', '27 Maharashtra'), ('29', '29 Karnataka'), ('30', '30 Goa'), ('31', '31 Lakshadweep'), ('32', '32 Kerala'), ('33', '33 Tamil Nadu'), ('34', '34 Puducherry'), ('35', '35 Andaman and Nicobar Islands'), ('36', '36 Telangana'), ('37', '37 Andhra Pradesh'), ('38', '38 Ladakh'), ('97', '97 Other territory')], max_length=2)),
                ('description', models.CharField(max_length=200)),
                ('sac', models.CharField(max_length=6, verbose_name='SAC')),
                ('rate', models.DecimalField(decimal_places=2, max_digits=5, verbose_name='rate in per cent')),
                ('taxable', models.DecimalField(decimal_places=2, max_digits=10)),
                ('cgst', models.DecimalField(decimal_places=2, max_digits=10, verbose_name='CGST')),
                ('sgst', models.DecimalField(decimal_places=2, max_digits=10, verbose_name='SGST')),
                ('utgst', models.DecimalField(decimal_places=2, max_digits=10, verbose_name='UTGST')),
                ('igst', models.DecimalField(decimal_places=2, max_digits=10, verbose_name='IGST')),
                ('total', models.DecimalField(decimal_places=2, max_digits=10)),
                ('collection', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='documents', to='billing.collection')),
                ('credits', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='credit_notes', to='billing.taxdocument')),
                ('store', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='tax_documents', to='stores.store')),
            ],
            options={
                'ordering': ['-issued_at', '-id'],
            },
        ),
        migrations.AddField(
            model_name='refund',
            name='credit_note',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='refunds', to='billing.taxdocument'),
        ),
        migrations.CreateModel(
            name='TaxRule',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sac', models.CharField(max_length=6, verbose_name='SAC')),
                ('rate', models.DecimalField(decimal_places=2, max_digits=5, verbose_name='rate in per cent')),
                ('description', models.CharField(max_length=200)),
                ('valid', django.contrib.postgres.fields.ranges.DateRangeField(help_text='First day, and the first day no longer in force.')),
            ],
            options={
                'ordering': ['sac', '-valid'],
                'constraints': [django.contrib.postgres.constraints.ExclusionConstraint(expressions=[('sac', '='), ('valid', '&&')], name='tax_rules_of_one_sac_do_not_overlap'), models.CheckConstraint(condition=models.Q(('rate__gte', 0), ('rate__lte', 100)), name='a_tax_rate_is_a_percentage'), models.CheckConstraint(condition=models.Q(('sac__regex', '^[0-9]{6}$')), name='a_sac_is_six_digits'), models.CheckConstraint(condition=models.Q(('valid__isempty', False), ('valid__lower_inc', True), ('valid__lower_inf', False)), name='a_tax_rule_has_a_first_day')],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='taxrule',
            trigger=pgtrigger.compiler.Trigger(name='tax_rules_are_only_closed', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n                IF TG_OP = 'UPDATE' AND upper_inf(OLD.valid) AND NOT upper_inf(NEW.valid) AND lower(NEW.valid) = lower(OLD.valid)\n                   AND (NEW.id, NEW.sac, NEW.rate, NEW.description) = (OLD.id, OLD.sac, OLD.rate, OLD.description) THEN\n                    RETURN NEW;\n                END IF;\n                RAISE EXCEPTION 'a tax rule is closed once and otherwise never changes' USING ERRCODE = '23514', CONSTRAINT = 'tax_rules_are_only_closed';\n                ", hash='1e22f7a3e7eed388721392432d6d7f354586e998', operation='UPDATE OR DELETE', pgid='pgtrigger_tax_rules_are_only_closed_de56d', table='billing_taxrule', when='BEFORE')),
        ),
        migrations.AddIndex(
            model_name='collection',
            index=models.Index(fields=['store', 'at'], name='collections_of_a_store_by_time'),
        ),
        migrations.AddConstraint(
            model_name='collection',
            constraint=models.UniqueConstraint(condition=models.Q(('bill', ''), _negated=True), fields=('bill',), name='one_collection_a_foreign_bill'),
        ),
        migrations.AddConstraint(
            model_name='collection',
            constraint=models.CheckConstraint(condition=models.Q(('amount__gt', 0)), name='a_collection_asks_for_money'),
        ),
        migrations.AddConstraint(
            model_name='collection',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['open', 'paid', 'void', 'refunded'])), name='the_collection_state_is_known'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='collection',
            trigger=pgtrigger.compiler.Trigger(name='collections_follow_their_life', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n    IF TG_OP = 'INSERT' AND NEW.state IN ('open', 'paid') THEN\n        RETURN NEW;\n    END IF;\n    IF TG_OP = 'UPDATE'\n       AND (NEW.id, NEW.store_id, NEW.amount, NEW.at, NEW.bill) = (OLD.id, OLD.store_id, OLD.amount, OLD.at, OLD.bill)\n       AND ((OLD.state = 'open' AND NEW.state IN ('paid', 'void')) OR (OLD.state = 'paid' AND NEW.state = 'refunded')) THEN\n        RETURN NEW;\n    END IF;\n    RAISE EXCEPTION 'a collection goes from open to paid or void, and from paid to refunded' USING ERRCODE = '23514', CONSTRAINT = 'collections_follow_their_life';\n    ", hash='4a75b2297754aeaa2f96c029ab4c68c6682f4dc2', operation='INSERT OR UPDATE OR DELETE', pgid='pgtrigger_collections_follow_their_life_0f0cd', table='billing_collection', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='collection',
            trigger=pgtrigger.compiler.Trigger(name='collection_balances', sql=pgtrigger.compiler.UpsertTriggerSql(constraint='CONSTRAINT', declare='DECLARE asked numeric; paid numeric; standing text; waiting bigint; never_came bigint; kept bigint;', func="\n    SELECT c.amount, c.state, coalesce(sum(p.amount), 0), count(*) FILTER (WHERE p.state = 'pending'),\n           count(*) FILTER (WHERE p.state = 'void'), count(*) FILTER (WHERE p.state = 'received' AND r.id IS NULL)\n    INTO asked, standing, paid, waiting, never_came, kept\n    FROM billing_collection c\n    LEFT JOIN billing_payment p ON p.collection_id = c.id\n    LEFT JOIN billing_refund r ON r.payment_id = p.id\n    WHERE c.id = NEW.id GROUP BY c.id;\n\n    IF paid <> asked THEN\n        RAISE EXCEPTION 'the payments do not sum to the amount asked for' USING ERRCODE = '23514', CONSTRAINT = 'payments_sum_to_the_amount';\n    ELSIF (standing = 'open') <> (waiting > 0) OR (standing IN ('paid', 'refunded') AND never_came > 0) THEN\n        RAISE EXCEPTION 'the state of the collection is not that of its payments' USING ERRCODE = '23514', CONSTRAINT = 'paid_means_every_payment_is_received';\n    ELSIF standing IN ('void', 'refunded') AND kept > 0 THEN\n        RAISE EXCEPTION 'a void or credited sale keeps a payment' USING ERRCODE = '23514', CONSTRAINT = 'what_was_received_is_given_back';\n    END IF;\n RETURN NULL;", hash='a95541ef558376a7d48991af89bd74624c783107', operation='INSERT OR UPDATE', pgid='pgtrigger_collection_balances_c4ac1', table='billing_collection', timing='DEFERRABLE INITIALLY DEFERRED', when='AFTER')),
        ),
        migrations.AddIndex(
            model_name='drawer',
            index=models.Index(fields=['store', '-day', '-id'], name='drawers_of_a_store_by_day'),
        ),
        migrations.AddConstraint(
            model_name='drawer',
            constraint=models.UniqueConstraint(condition=models.Q(('closed_at__isnull', True)), fields=('store',), name='one_open_drawer_a_store'),
        ),
        migrations.AddConstraint(
            model_name='drawer',
            constraint=models.CheckConstraint(condition=models.Q(('opening__gte', 0), models.Q(('counted__isnull', True), ('counted__gte', 0), _connector='OR')), name='counted_cash_is_not_negative'),
        ),
        migrations.AddConstraint(
            model_name='drawer',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('added__isnull', True), ('card_back__isnull', True), ('card_in__isnull', True), ('cash_back__isnull', True), ('cash_in__isnull', True), ('points_back__isnull', True), ('points_in__isnull', True), ('taken__isnull', True), ('upi_back__isnull', True), ('upi_in__isnull', True)), models.Q(('added__gte', 0), ('card_back__gte', 0), ('card_in__gte', 0), ('cash_back__gte', 0), ('cash_in__gte', 0), ('points_back__gte', 0), ('points_in__gte', 0), ('taken__gte', 0), ('upi_back__gte', 0), ('upi_in__gte', 0)), _connector='OR'), name='drawer_sums_are_not_negative'),
        ),
        migrations.AddConstraint(
            model_name='drawer',
            constraint=models.CheckConstraint(condition=models.Q(('day', models.Func(models.F('opened_at'), output_field=models.DateField(), template="(%(expressions)s AT TIME ZONE 'Asia/Kolkata')::date"))), name='a_drawer_belongs_to_the_day_it_opened'),
        ),
        migrations.AddConstraint(
            model_name='drawer',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('counted__isnull', True), ('counted_at__isnull', True), ('counted_by__isnull', True), ('counts', 0)), models.Q(('counted__isnull', False), ('counted_at__gte', models.F('opened_at')), ('counted_by__isnull', False), ('counts__gte', 1)), _connector='OR'), name='a_count_has_sum_time_and_person'),
        ),
        migrations.AddConstraint(
            model_name='drawer',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('closed_at__isnull', True), ('closed_by__isnull', True), ('reason', ''), ('added__isnull', True), ('card_back__isnull', True), ('card_in__isnull', True), ('cash_back__isnull', True), ('cash_in__isnull', True), ('points_back__isnull', True), ('points_in__isnull', True), ('taken__isnull', True), ('upi_back__isnull', True), ('upi_in__isnull', True)), models.Q(('closed_at__gte', models.F('counted_at')), ('closed_by__isnull', False), ('counted__isnull', False), ('added__isnull', False), ('card_back__isnull', False), ('card_in__isnull', False), ('cash_back__isnull', False), ('cash_in__isnull', False), ('points_back__isnull', False), ('points_in__isnull', False), ('taken__isnull', False), ('upi_back__isnull', False), ('upi_in__isnull', False)), _connector='OR'), name='a_closed_drawer_was_counted_and_summed'),
        ),
        migrations.AddConstraint(
            model_name='drawer',
            constraint=models.CheckConstraint(condition=models.Q(('closed_at__isnull', True), ('counted', django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(models.F('opening'), '+', models.F('cash_in')), '-', models.F('cash_back')), '+', models.F('added')), '-', models.F('taken'))), models.Q(('reason', ''), _negated=True), _connector='OR'), name='a_cash_difference_has_a_reason'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='drawer',
            trigger=pgtrigger.compiler.Trigger(name='drawers_follow_their_life', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n    IF TG_OP = 'INSERT' AND NEW.closed_at IS NULL AND NEW.counts = 0 THEN\n        RETURN NEW;\n    END IF;\n    IF TG_OP = 'UPDATE' AND OLD.closed_at IS NULL\n       AND (NEW.id, NEW.store_id, NEW.day, NEW.opening, NEW.opened_at, NEW.opened_by_id)\n         = (OLD.id, OLD.store_id, OLD.day, OLD.opening, OLD.opened_at, OLD.opened_by_id)\n       AND (NEW.counts = OLD.counts + 1\n            OR (NEW.counts, NEW.counted, NEW.counted_at, NEW.counted_by_id)\n               IS NOT DISTINCT FROM (OLD.counts, OLD.counted, OLD.counted_at, OLD.counted_by_id)) THEN\n        RETURN NEW;\n    END IF;\n    RAISE EXCEPTION 'a drawer opens, is counted and closes; what it began with and a closed one never change' USING ERRCODE = '23514', CONSTRAINT = 'drawers_follow_their_life';\n    ", hash='15db953995757e0c50ccb750f1ec9024d1678792', operation='INSERT OR UPDATE OR DELETE', pgid='pgtrigger_drawers_follow_their_life_12208', table='billing_drawer', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='drawer',
            trigger=pgtrigger.compiler.Trigger(name='a_closed_drawer_holds_its_lines', sql=pgtrigger.compiler.UpsertTriggerSql(constraint='CONSTRAINT', declare='DECLARE fits boolean;', func="\n    IF NEW.closed_at IS NOT NULL THEN\n        SELECT (NEW.cash_in, NEW.upi_in, NEW.card_in, NEW.points_in, NEW.cash_back, NEW.upi_back, NEW.card_back, NEW.points_back)\n             = (coalesce(sum(p.amount) FILTER (WHERE p.method = 'cash'), 0), coalesce(sum(p.amount) FILTER (WHERE p.method = 'upi'), 0), coalesce(sum(p.amount) FILTER (WHERE p.method = 'card'), 0), coalesce(sum(p.amount) FILTER (WHERE p.method = 'points'), 0), coalesce(sum(r.amount) FILTER (WHERE paid.method = 'cash'), 0), coalesce(sum(r.amount) FILTER (WHERE paid.method = 'upi'), 0), coalesce(sum(r.amount) FILTER (WHERE paid.method = 'card'), 0), coalesce(sum(r.amount) FILTER (WHERE paid.method = 'points'), 0)) INTO fits\n        FROM billing_drawerline line\n        LEFT JOIN billing_payment p ON p.id = line.payment_id\n        LEFT JOIN billing_refund r ON r.id = line.refund_id\n        LEFT JOIN billing_payment paid ON paid.id = r.payment_id\n        WHERE line.drawer_id = NEW.id;\n        IF NOT fits THEN\n            RAISE EXCEPTION 'the frozen sums of a drawer are not those of its payments and refunds' USING ERRCODE = '23514', CONSTRAINT = 'a_closed_drawer_holds_its_lines';\n        END IF;\n        SELECT (NEW.added, NEW.taken)\n             = (coalesce(sum(amount) FILTER (WHERE kind = 'added'), 0), coalesce(sum(amount) FILTER (WHERE kind <> 'added'), 0)) INTO fits\n        FROM billing_cashmove WHERE drawer_id = NEW.id;\n        IF NOT fits THEN\n            RAISE EXCEPTION 'the frozen sums of a drawer are not those of its cash moves' USING ERRCODE = '23514', CONSTRAINT = 'a_closed_drawer_holds_its_moves';\n        END IF;\n    END IF;\n     RETURN NULL;", hash='477b58eb14dc1626633bdf85157508f6db12df0a', operation='INSERT OR UPDATE', pgid='pgtrigger_a_closed_drawer_holds_its_lines_fe492', table='billing_drawer', timing='DEFERRABLE INITIALLY DEFERRED', when='AFTER')),
        ),
        migrations.AddConstraint(
            model_name='cashmove',
            constraint=models.CheckConstraint(condition=models.Q(('amount__gt', 0)), name='a_cash_move_is_more_than_nothing'),
        ),
        migrations.AddConstraint(
            model_name='cashmove',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['bank', 'paid_out', 'added'])), name='the_kind_of_cash_move_is_known'),
        ),
        migrations.AddConstraint(
            model_name='cashmove',
            constraint=models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='a_cash_move_has_a_reason'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='cashmove',
            trigger=pgtrigger.compiler.Trigger(name='moves_enter_an_open_drawer', sql=pgtrigger.compiler.UpsertTriggerSql(declare='DECLARE place bigint;', func="\n    \n    SELECT d.store_id INTO place FROM billing_drawer d WHERE d.id = NEW.drawer_id AND d.closed_at IS NULL FOR SHARE;\n\n    IF place IS NOT NULL THEN\n        RETURN NEW;\n    END IF;\n    RAISE EXCEPTION 'cash is put into or taken out of an open drawer only' USING ERRCODE = '23514', CONSTRAINT = 'moves_enter_an_open_drawer';\n    ", hash='3306a9af6cc21730e43e743ba93302c15ea35973', operation='INSERT', pgid='pgtrigger_moves_enter_an_open_drawer_d78e0', table='billing_cashmove', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='cashmove',
            trigger=pgtrigger.compiler.Trigger(name='cash_moves_never_change', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'a cash move never changes' USING ERRCODE = '23514', CONSTRAINT = 'cash_moves_never_change';", hash='b3b0638cd1120589c6666ebae56be8e5ae16461f', operation='UPDATE OR DELETE', pgid='pgtrigger_cash_moves_never_change_14be3', table='billing_cashmove', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='numberseries',
            constraint=models.UniqueConstraint(fields=('store', 'letter', 'year'), name='one_series_per_store_letter_and_year'),
        ),
        migrations.AddConstraint(
            model_name='numberseries',
            constraint=models.CheckConstraint(condition=models.Q(('last__gte', 1), ('last__lte', 99999)), name='a_serial_has_five_digits'),
        ),
        migrations.AddConstraint(
            model_name='numberseries',
            constraint=models.CheckConstraint(condition=models.Q(('letter__in', ['I', 'C', 'P'])), name='the_series_letter_is_known'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='numberseries',
            trigger=pgtrigger.compiler.Trigger(name='series_count_up_by_one', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n                IF TG_OP = 'INSERT' AND NEW.last = 1 THEN\n                    RETURN NEW;\n                END IF;\n                IF TG_OP = 'UPDATE' AND NEW.last = OLD.last + 1\n                   AND (NEW.id, NEW.store_id, NEW.letter, NEW.year) = (OLD.id, OLD.store_id, OLD.letter, OLD.year) THEN\n                    RETURN NEW;\n                END IF;\n                RAISE EXCEPTION 'a number series starts at 1 and counts up by one' USING ERRCODE = '23514', CONSTRAINT = 'series_count_up_by_one';\n                ", hash='0e72a2c92da7dccd1479fb631aec7f245014a333', operation='INSERT OR UPDATE OR DELETE', pgid='pgtrigger_series_count_up_by_one_61d45', table='billing_numberseries', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='numberseries',
            trigger=pgtrigger.compiler.Trigger(name='every_number_taken_is_used', sql=pgtrigger.compiler.UpsertTriggerSql(constraint='CONSTRAINT', declare='DECLARE used boolean;', func="\n                IF NEW.letter IN ('I', 'C') THEN\n                    SELECT EXISTS (\n                        SELECT 1 FROM billing_taxdocument\n                        WHERE store_id = NEW.store_id AND letter = NEW.letter AND year = NEW.year AND serial = NEW.last\n                    ) INTO used;\n                    IF NOT used THEN\n                        RAISE EXCEPTION 'a number was taken and no document bears it' USING ERRCODE = '23514', CONSTRAINT = 'every_number_taken_is_used';\n                    END IF;\n                END IF;\n                 RETURN NULL;", hash='ed87b846cbb8685dd728a24f122fd43fae0c6316', operation='INSERT OR UPDATE', pgid='pgtrigger_every_number_taken_is_used_a561a', table='billing_numberseries', timing='DEFERRABLE INITIALLY DEFERRED', when='AFTER')),
        ),
        migrations.AddConstraint(
            model_name='payment',
            constraint=models.UniqueConstraint(condition=models.Q(('method', 'upi'), models.Q(('reference', ''), _negated=True)), fields=('reference', 'day'), name='one_utr_a_day'),
        ),
        migrations.AddConstraint(
            model_name='payment',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'pending')), fields=('collection',), name='one_payment_waits_per_collection'),
        ),
        migrations.AddConstraint(
            model_name='payment',
            constraint=models.UniqueConstraint(condition=models.Q(('method', 'points')), fields=('collection',), name='points_pay_one_part_of_a_collection'),
        ),
        migrations.AddConstraint(
            model_name='payment',
            constraint=models.CheckConstraint(condition=models.Q(('amount__gt', 0)), name='a_payment_is_more_than_nothing'),
        ),
        migrations.AddConstraint(
            model_name='payment',
            constraint=models.CheckConstraint(condition=models.Q(('method__in', ['cash', 'upi', 'card', 'points'])), name='the_payment_method_is_known'),
        ),
        migrations.AddConstraint(
            model_name='payment',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['received', 'pending', 'void'])), name='the_payment_state_is_known'),
        ),
        migrations.AddConstraint(
            model_name='payment',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('method', 'cash'), _negated=True), ('reference', ''), _connector='OR'), name='cash_has_no_reference'),
        ),
        migrations.AddConstraint(
            model_name='payment',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('method', 'upi'), _negated=True), ('reference__regex', '^([0-9]{12})?$'), _connector='OR'), name='a_utr_is_twelve_digits'),
        ),
        migrations.AddConstraint(
            model_name='payment',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('method', 'card'), _negated=True), ('reference__regex', '^[0-9]{4}( [A-Z0-9]{1,12})?$'), _connector='OR'), name='a_card_reference_is_its_last_four'),
        ),
        migrations.AddConstraint(
            model_name='payment',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('method', 'card'), _negated=True), models.Q(('reference__regex', '([0-9][^0-9]*){12}'), _negated=True), _connector='OR'), name='no_card_number_is_ever_stored'),
        ),
        migrations.AddConstraint(
            model_name='payment',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('method', 'points'), _negated=True), models.Q(('amount', django.db.models.functions.math.Floor('amount')), ('reference__regex', '^[1-9][0-9]{0,8}$')), _connector='OR'), name='points_are_counted_and_pay_whole_rupees'),
        ),
        migrations.AddConstraint(
            model_name='payment',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('method', 'upi'), ('reference', ''), models.Q(('state', 'received'), _negated=True)), models.Q(('state', 'received'), models.Q(models.Q(('method', 'upi'), _negated=True), models.Q(('reference', ''), _negated=True), _connector='OR')), _connector='OR'), name='only_upi_without_utr_waits'),
        ),
        migrations.AddConstraint(
            model_name='payment',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('received_at__isnull', False), ('state', 'received')), models.Q(models.Q(('state', 'received'), _negated=True), ('received_at__isnull', True)), _connector='OR'), name='received_exactly_when_it_has_a_time'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='payment',
            trigger=pgtrigger.compiler.Trigger(name='payments_settle_once', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n    IF TG_OP = 'UPDATE' AND OLD.state = 'pending' AND NEW.state IN ('received', 'void')\n       AND (NEW.id, NEW.collection_id, NEW.method, NEW.amount) = (OLD.id, OLD.collection_id, OLD.method, OLD.amount) THEN\n        RETURN NEW;\n    END IF;\n    RAISE EXCEPTION 'a pending payment is received or void once; otherwise payments never change' USING ERRCODE = '23514', CONSTRAINT = 'payments_settle_once';\n    ", hash='16d12c016e39e20f60bd70549c2cf2b031266cc3', operation='UPDATE OR DELETE', pgid='pgtrigger_payments_settle_once_f5043', table='billing_payment', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='payment',
            trigger=pgtrigger.compiler.Trigger(name='payment_balances', sql=pgtrigger.compiler.UpsertTriggerSql(constraint='CONSTRAINT', declare='DECLARE asked numeric; paid numeric; standing text; waiting bigint; never_came bigint; kept bigint;', func="\n    SELECT c.amount, c.state, coalesce(sum(p.amount), 0), count(*) FILTER (WHERE p.state = 'pending'),\n           count(*) FILTER (WHERE p.state = 'void'), count(*) FILTER (WHERE p.state = 'received' AND r.id IS NULL)\n    INTO asked, standing, paid, waiting, never_came, kept\n    FROM billing_collection c\n    LEFT JOIN billing_payment p ON p.collection_id = c.id\n    LEFT JOIN billing_refund r ON r.payment_id = p.id\n    WHERE c.id = NEW.collection_id GROUP BY c.id;\n\n    IF paid <> asked THEN\n        RAISE EXCEPTION 'the payments do not sum to the amount asked for' USING ERRCODE = '23514', CONSTRAINT = 'payments_sum_to_the_amount';\n    ELSIF (standing = 'open') <> (waiting > 0) OR (standing IN ('paid', 'refunded') AND never_came > 0) THEN\n        RAISE EXCEPTION 'the state of the collection is not that of its payments' USING ERRCODE = '23514', CONSTRAINT = 'paid_means_every_payment_is_received';\n    ELSIF standing IN ('void', 'refunded') AND kept > 0 THEN\n        RAISE EXCEPTION 'a void or credited sale keeps a payment' USING ERRCODE = '23514', CONSTRAINT = 'what_was_received_is_given_back';\n    END IF;\n RETURN NULL;", hash='6aca963daaa60390aa2794f1618d1a31a0758cec', operation='INSERT OR UPDATE', pgid='pgtrigger_payment_balances_886a3', table='billing_payment', timing='DEFERRABLE INITIALLY DEFERRED', when='AFTER')),
        ),
        migrations.AddConstraint(
            model_name='drawerline',
            constraint=models.UniqueConstraint(fields=('payment',), name='a_payment_is_in_one_drawer'),
        ),
        migrations.AddConstraint(
            model_name='drawerline',
            constraint=models.UniqueConstraint(fields=('refund',), name='a_refund_is_in_one_drawer'),
        ),
        migrations.AddConstraint(
            model_name='drawerline',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('payment__isnull', False), ('refund__isnull', True)), models.Q(('payment__isnull', True), ('refund__isnull', False)), _connector='OR'), name='a_drawer_line_is_a_payment_or_a_refund'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='drawerline',
            trigger=pgtrigger.compiler.Trigger(name='lines_enter_an_open_drawer', sql=pgtrigger.compiler.UpsertTriggerSql(declare='DECLARE place bigint; fits boolean;', func="\n    \n    SELECT d.store_id INTO place FROM billing_drawer d WHERE d.id = NEW.drawer_id AND d.closed_at IS NULL FOR SHARE;\n\n    SELECT count(*) = 1 INTO fits\n    FROM billing_payment p JOIN billing_collection c ON c.id = p.collection_id LEFT JOIN billing_refund r ON r.id = NEW.refund_id\n    WHERE p.id = coalesce(NEW.payment_id, r.payment_id) AND p.state = 'received' AND c.store_id = place;\n    IF fits THEN\n        RETURN NEW;\n    END IF;\n    RAISE EXCEPTION 'a drawer holds money of its own store, received or given back, while it is open' USING ERRCODE = '23514', CONSTRAINT = 'lines_enter_an_open_drawer';\n    ", hash='67443d8319888c47301e16216705c02d9f2a5e38', operation='INSERT', pgid='pgtrigger_lines_enter_an_open_drawer_073f0', table='billing_drawerline', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='drawerline',
            trigger=pgtrigger.compiler.Trigger(name='drawer_lines_never_change', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'what a drawer holds never changes' USING ERRCODE = '23514', CONSTRAINT = 'drawer_lines_never_change';", hash='00fcfb6801b575936e32c3ff5343720af05b54bb', operation='UPDATE OR DELETE', pgid='pgtrigger_drawer_lines_never_change_60d9c', table='billing_drawerline', when='BEFORE')),
        ),
        migrations.AddIndex(
            model_name='taxdocument',
            index=models.Index(fields=['store', '-issued_at'], name='documents_of_a_store_by_time'),
        ),
        migrations.AddConstraint(
            model_name='taxdocument',
            constraint=models.UniqueConstraint(fields=('store', 'letter', 'year', 'serial'), name='numbers_are_taken_once'),
        ),
        migrations.AddConstraint(
            model_name='taxdocument',
            constraint=models.UniqueConstraint(fields=('number',), name='a_number_is_on_one_document'),
        ),
        migrations.AddConstraint(
            model_name='taxdocument',
            constraint=models.UniqueConstraint(fields=('credits',), name='an_invoice_is_credited_once'),
        ),
        migrations.AddConstraint(
            model_name='taxdocument',
            constraint=models.UniqueConstraint(condition=models.Q(('kind', 'invoice')), fields=('collection',), name='one_invoice_per_collection'),
        ),
        migrations.AddConstraint(
            model_name='taxdocument',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('credits__isnull', True), ('kind', 'invoice'), ('letter', 'I'), ('reason', '')), models.Q(('credits__isnull', False), ('kind', 'credit_note'), ('letter', 'C'), models.Q(('reason', ''), _negated=True)), _connector='OR'), name='a_credit_note_names_invoice_and_reason'),
        ),
        migrations.AddConstraint(
            model_name='taxdocument',
            constraint=models.CheckConstraint(condition=models.Q(('total', django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(models.F('taxable'), '+', models.F('cgst')), '+', models.F('sgst')), '+', models.F('utgst')), '+', models.F('igst')))), name='lines_sum_to_the_total'),
        ),
        migrations.AddConstraint(
            model_name='taxdocument',
            constraint=models.CheckConstraint(condition=models.Q(('cgst__gte', 0), ('igst__gte', 0), ('sgst__gte', 0), ('taxable__gte', 0), ('total__gt', 0), ('utgst__gte', 0)), name='tax_amounts_are_not_negative'),
        ),
        migrations.AddConstraint(
            model_name='taxdocument',
            constraint=models.CheckConstraint(condition=models.Q(('cgst', django.db.models.expressions.CombinedExpression(models.F('sgst'), '+', models.F('utgst'))), models.Q(('sgst', 0), ('utgst', 0), _connector='OR')), name='central_tax_equals_the_local_half'),
        ),
        migrations.AddConstraint(
            model_name='taxdocument',
            constraint=models.CheckConstraint(condition=models.Q(('igst', 0), ('cgst', 0), _connector='OR'), name='tax_is_shared_or_integrated'),
        ),
        migrations.AddConstraint(
            model_name='taxdocument',
            constraint=models.CheckConstraint(condition=models.Q(('rate__gte', 0), ('rate__lte', 100)), name='a_document_rate_is_a_percentage'),
        ),
        migrations.AddConstraint(
            model_name='taxdocument',
            constraint=models.CheckConstraint(condition=models.Q(('place_of_supply__in', ['01', '02', '03', '04', '05', '06', '07', '08', '09', '10', '11', '12', '13', '14', '15', '16', '17', '18', '19', '20', '21', '22', '23', '24', '26', '27', '29', '30', '31', '32', '33', '34', '35', '36', '37', '38', '97'])), name='the_place_of_supply_is_a_state'),
        ),
        migrations.AddConstraint(
            model_name='taxdocument',
            constraint=models.CheckConstraint(condition=models.Q(('issued_on', models.Func(models.F('issued_at'), output_field=models.DateField(), template="(%(expressions)s AT TIME ZONE 'Asia/Kolkata')::date"))), name='the_day_is_the_day_in_india'),
        ),
        migrations.AddConstraint(
            model_name='taxdocument',
            constraint=models.CheckConstraint(condition=models.Q(('year', models.Func(models.F('issued_on'), output_field=models.IntegerField(), template="EXTRACT(YEAR FROM %(expressions)s - INTERVAL '3 months')"))), name='the_year_is_the_financial_year'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='taxdocument',
            trigger=pgtrigger.compiler.Trigger(name='tax_documents_never_change', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'a tax document is never changed or deleted' USING ERRCODE = '23514', CONSTRAINT = 'tax_documents_never_change';", hash='72e62cdb39911486f39095bd63e3fdf263a5c3bb', operation='UPDATE OR DELETE', pgid='pgtrigger_tax_documents_never_change_05d41', table='billing_taxdocument', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='taxdocument',
            trigger=pgtrigger.compiler.Trigger(name='documents_bear_the_number_taken', sql=pgtrigger.compiler.UpsertTriggerSql(declare='DECLARE due text;', func="\n    SELECT s.code || '/' || n.letter || lpad((n.year % 100)::text, 2, '0') || '/' || lpad(n.last::text, 5, '0') INTO due\n    FROM billing_numberseries n JOIN stores_store s ON s.id = n.store_id\n    WHERE n.store_id = NEW.store_id AND n.letter = NEW.letter AND n.year = NEW.year AND n.last = NEW.serial;\n    IF due = NEW.number THEN\n        RETURN NEW;\n    END IF;\n    RAISE EXCEPTION 'a document bears the number last taken from its series' USING ERRCODE = '23514', CONSTRAINT = 'documents_bear_the_number_taken';\n    ", hash='084b73731590c4e100f56e65ac0da298572e59cd', operation='INSERT', pgid='pgtrigger_documents_bear_the_number_taken_c5279', table='billing_taxdocument', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='taxdocument',
            trigger=pgtrigger.compiler.Trigger(name='documents_say_what_happened', sql=pgtrigger.compiler.UpsertTriggerSql(declare='DECLARE fits boolean;', func="\n    IF (NEW.igst > 0 AND NEW.seller ->> 'state' = NEW.place_of_supply)\n       OR (NEW.cgst > 0 AND NEW.seller ->> 'state' IS DISTINCT FROM NEW.place_of_supply) THEN\n        RAISE EXCEPTION 'tax inside the state is shared, across a border integrated' USING ERRCODE = '23514', CONSTRAINT = 'tax_follows_the_place_of_supply';\n    END IF;\n    IF NEW.kind = 'invoice' THEN\n        SELECT count(*) = 1 INTO fits FROM billing_collection c\n        WHERE c.id = NEW.collection_id AND c.store_id = NEW.store_id AND c.amount = NEW.total AND c.state = 'paid';\n        IF NOT fits THEN\n            RAISE EXCEPTION 'an invoice bills the amount its own store was paid' USING ERRCODE = '23514', CONSTRAINT = 'an_invoice_bills_what_was_paid';\n        END IF;\n    ELSE\n        SELECT count(*) = 1 INTO fits FROM billing_taxdocument i\n        WHERE i.id = NEW.credits_id AND i.kind = 'invoice' AND i.issued_at <= NEW.issued_at\n          AND (i.store_id, i.collection_id, i.place_of_supply, i.sac, i.rate, i.taxable, i.cgst, i.sgst, i.utgst, i.igst, i.total)\n            = (NEW.store_id, NEW.collection_id, NEW.place_of_supply, NEW.sac, NEW.rate,\n               NEW.taxable, NEW.cgst, NEW.sgst, NEW.utgst, NEW.igst, NEW.total);\n        IF NOT fits THEN\n            RAISE EXCEPTION 'a credit note repeats every amount of its invoice' USING ERRCODE = '23514', CONSTRAINT = 'a_credit_note_mirrors_its_invoice';\n        END IF;\n    END IF;\n    RETURN NEW;\n    ", hash='dc3a688efc84efb4965bfeef62e259313eb22173', operation='INSERT', pgid='pgtrigger_documents_say_what_happened_dfa25', table='billing_taxdocument', when='BEFORE')),
        ),
        migrations.AddIndex(
            model_name='refund',
            index=models.Index(fields=['at'], name='refunds_by_time'),
        ),
        migrations.AddConstraint(
            model_name='refund',
            constraint=models.UniqueConstraint(fields=('payment',), name='a_payment_is_refunded_once'),
        ),
        migrations.AddConstraint(
            model_name='refund',
            constraint=models.CheckConstraint(condition=models.Q(('amount__gt', 0)), name='a_refund_is_more_than_nothing'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='refund',
            trigger=pgtrigger.compiler.Trigger(name='refunds_mirror_the_payment', sql=pgtrigger.compiler.UpsertTriggerSql(declare='DECLARE fits boolean;', func="\n    SELECT count(*) = 1 INTO fits\n    FROM billing_payment p\n    JOIN billing_collection c ON c.id = p.collection_id\n    LEFT JOIN billing_taxdocument note ON note.id = NEW.credit_note_id\n    WHERE p.id = NEW.payment_id AND p.state = 'received' AND p.amount = NEW.amount\n      AND ((c.state = 'void' AND NEW.credit_note_id IS NULL)\n           OR (c.state = 'refunded' AND note.kind = 'credit_note' AND note.collection_id = c.id)\n           OR (c.state = 'refunded' AND c.bill <> '' AND NEW.credit_note_id IS NULL));\n    IF fits THEN\n        RETURN NEW;\n    END IF;\n    RAISE EXCEPTION 'a refund gives back exactly one received payment of a void or credited sale' USING ERRCODE = '23514', CONSTRAINT = 'refunds_mirror_the_payment';\n    ", hash='5462eab938e3b51827ebd0d9a7852610fcca60c2', operation='INSERT', pgid='pgtrigger_refunds_mirror_the_payment_97b9c', table='billing_refund', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='refund',
            trigger=pgtrigger.compiler.Trigger(name='refunds_never_change', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'a refund never changes' USING ERRCODE = '23514', CONSTRAINT = 'refunds_never_change';", hash='06308026b94d519392c260c253d08fbf3dbb30b7', operation='UPDATE OR DELETE', pgid='pgtrigger_refunds_never_change_a8f70', table='billing_refund', when='BEFORE')),
        ),
    ]
