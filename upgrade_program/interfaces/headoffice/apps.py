"""Head office's interface: the admin and its desks."""

from django.apps import AppConfig


class HeadOfficeDesk(AppConfig):
    name = "upgrade_program.interfaces.headoffice"
    label = "headoffice"
    verbose_name = "Head office"
