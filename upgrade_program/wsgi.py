"""The WSGI entry for gunicorn."""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "upgrade_program.settings")
application = get_wsgi_application()

# What was loaded stays for good: the collector need not look through it again and again, and its pages stay shared between the workers.
# A page makes some ten thousand objects and leaves nearly all of them without its help.
gc.collect()
gc.freeze()
gc.set_threshold(20_000, 10, 10)
