from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='ExposureCounted',
            fields=[
                ('plan_id', models.BigIntegerField(primary_key=True, serialize=False)),
                ('resting', models.BooleanField()),
                ('held_percent', models.PositiveSmallIntegerField(null=True)),
                ('held_until', models.DateField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name='ExposureTouch',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('plan_id', models.BigIntegerField()),
            ],
        ),
        migrations.CreateModel(
            name='ReportedDay',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('day', models.DateField(unique=True)),
                ('done_at', models.DateTimeField()),
                ('mailed', models.PositiveIntegerField(help_text='Stores mailed that had not closed their drawer, or took money after it.')),
            ],
            options={
                'ordering': ['-day'],
            },
        ),
        migrations.CreateModel(
            name='ExposureRun',
            fields=[
                ('id', models.PositiveSmallIntegerField(primary_key=True, serialize=False)),
                ('built_at', models.DateTimeField(help_text='When all plans were last counted from nothing.', null=True)),
                ('counted_at', models.DateTimeField(help_text='Up to when news of plans is counted.', null=True)),
                ('folded_on', models.DateField(help_text='Steps of earlier days are added up on this one.', null=True)),
                ('checked_at', models.DateTimeField(null=True)),
                ('wrong_steps', models.PositiveIntegerField(default=0, help_text='Steps that differed from their plans when it was last checked.')),
                ('missed_plans', models.PositiveIntegerField(default=0, help_text='Plans that stood otherwise than counted, with no news waiting.')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('id', 1)), name='there_is_one_exposure_run'), models.CheckConstraint(condition=models.Q(('built_at__isnull', True), ('folded_on__isnull', False), _connector='OR'), name='what_was_built_has_a_day')],
            },
        ),
        migrations.CreateModel(
            name='ExposureStep',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('axis', models.CharField(choices=[('store', 'store'), ('model', 'model'), ('month', 'month'), ('rest', 'rest')], max_length=5)),
                ('key', models.BigIntegerField(help_text='The id of the store or model; of a bill month 202705.')),
                ('tier', models.PositiveSmallIntegerField(help_text='1 is the first; 0 where the axis does not tell them apart.')),
                ('day', models.DateField(help_text='The first day of the tier, or the day after its last. Days long past are added up on one.')),
                ('entered', models.BigIntegerField()),
                ('gained', models.DecimalField(decimal_places=2, max_digits=16)),
                ('gone', models.BigIntegerField()),
                ('lost', models.DecimalField(decimal_places=2, max_digits=16)),
                ('opened', models.DecimalField(decimal_places=2, max_digits=16)),
            ],
            options={
                'indexes': [models.Index(fields=['axis', 'day'], name='steps_of_an_axis_by_day')],
                'constraints': [models.UniqueConstraint(fields=('axis', 'key', 'tier', 'day'), name='a_step_of_what_is_owed_stands_once'), models.CheckConstraint(condition=models.Q(('axis__in', ['store', 'model', 'month', 'rest'])), name='a_step_is_of_a_known_axis')],
            },
        ),
        migrations.CreateModel(
            name='RedemptionShare',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('tier', models.PositiveSmallIntegerField(unique=True)),
                ('reached', models.BigIntegerField()),
                ('redeemed', models.BigIntegerField()),
            ],
            options={
                'ordering': ['tier'],
                'constraints': [models.CheckConstraint(condition=models.Q(('redeemed__gte', 0), ('redeemed__lte', models.F('reached'))), name='no_more_are_redeemed_than_reached_a_tier')],
            },
        ),
    ]
