"""The admin's app, with head office's own site as the default one."""

from django.contrib.admin.apps import AdminConfig


class HeadOffice(AdminConfig):
    default_site = "upgrade_program.interfaces.headoffice.site.HeadOfficeSite"
