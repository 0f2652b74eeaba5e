"""The Django project and the Smart Upgrade apps; read it from the bottom floor up (README, map of the house)."""

from upgrade_program.celery import app as celery_app

__all__ = ["celery_app"]
