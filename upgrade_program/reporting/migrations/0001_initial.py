from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
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
    ]
