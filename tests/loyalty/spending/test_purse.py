"""What a member could pay with points, as the counter asks it: no answer of loyalty's may stop a sale."""

from __future__ import annotations

from decimal import Decimal

import pytest

from loyalty.programme.models import ProgrammeVersion
from loyalty.spending.queries import purse_of
from tests.factories.customers import CustomerFactory
from tests.factories.loyalty import as_a_release
from tests.factories.plans import AT
from tests.loyalty.spending.purse import rich

pytestmark = pytest.mark.django_db


def test_a_member_has_a_purse_and_nobody_else_does() -> None:
    purse = purse_of(rich(1000).pk, at=AT, bill=Decimal(549))
    assert purse is not None
    assert (purse.available, purse.most) == (1000, 109)
    assert purse_of(CustomerFactory().pk, at=AT, bill=Decimal(549)) is None


def test_a_day_without_a_programme_has_no_purse_and_no_fault() -> None:
    member = rich(1000)
    with as_a_release():
        ProgrammeVersion.objects.all().delete()
    assert purse_of(member.pk, at=AT, bill=Decimal(549)) is None
