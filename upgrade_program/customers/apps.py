from django.apps import AppConfig


class CustomersConfig(AppConfig):
    name = "upgrade_program.customers"
    label = "customers"
    verbose_name = "Customers"
