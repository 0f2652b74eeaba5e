from django.apps import AppConfig


class CatalogConfig(AppConfig):
    name = "upgrade_program.catalog"
    label = "catalog"
    verbose_name = "Catalogue"
