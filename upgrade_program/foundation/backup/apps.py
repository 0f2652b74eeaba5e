from django.apps import AppConfig


class BackupConfig(AppConfig):
    name = "upgrade_program.foundation.backup"
    label = "backup"
    verbose_name = "backup"
