"""Actors by plain id: the foundation knows no tables of people or stores."""

from datetime import UTC, datetime

from upgrade_program.kernel.actor import Actor, Role

AT = datetime(2026, 3, 31, 18, 29, 59, 123456, tzinfo=UTC)
CLERK = Actor(role=Role.CLERK, staff_id=11, username="clerk.dl01", name="Asha", store_id=7, store_code="DL01")
OTHER_CLERK = Actor(role=Role.CLERK, staff_id=12, username="clerk.mh01", name="Ravi", store_id=8, store_code="MH01")
OFFICE = Actor(role=Role.HEAD_OFFICE, staff_id=13, username="headoffice", name="Meera")
