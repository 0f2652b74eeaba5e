from django.apps import AppConfig


class BillingConfig(AppConfig):
    name = "upgrade_program.billing"
    label = "billing"
    verbose_name = "Billing"
