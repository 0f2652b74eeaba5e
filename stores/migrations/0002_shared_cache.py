"""The table behind Django's database cache: sign-in counters must be one for all web processes, with or without a broker.

Unlogged: after a crash of PostgreSQL the counters start anew, and no try costs a disk flush.
"""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("stores", "0001_initial")]
    operations = [
        migrations.RunSQL(
            sql=[
                "CREATE UNLOGGED TABLE shared_cache"
                " (cache_key varchar(255) PRIMARY KEY, value text NOT NULL, expires timestamp with time zone NOT NULL)",
                "CREATE INDEX shared_cache_expires ON shared_cache (expires)",
            ],
            reverse_sql="DROP TABLE shared_cache",
        )
    ]
