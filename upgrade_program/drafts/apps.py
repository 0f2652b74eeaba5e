from django.apps import AppConfig


class DraftsConfig(AppConfig):
    name = "upgrade_program.drafts"
    label = "drafts"
    verbose_name = "Drafts"
