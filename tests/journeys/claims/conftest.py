"""A plan to be claimed on, the phone bought for it, a colleague, and pictures of the old one."""

from __future__ import annotations

from datetime import timedelta

import pytest
from PIL import Image, ImageDraw

from stores.clock import now
from tests.factories.plans import sellable, sold
from tests.factories.stores import PostingFactory, StaffFactory

VIEWS = ("front", "back", "lit", "sides", "imei")


@pytest.fixture
def plan(clerk, phone):
    """Billed 170 days ago: its first tier holds, and falls within days."""
    return sold(actor=clerk, variant=phone, at=now() - timedelta(days=170))


@pytest.fixture
def new_one(db):
    return sellable(name="Redmi Note 10 Pro", srp=21_999, price=799)


@pytest.fixture
def colleague(store):
    staff = StaffFactory(username="clerk2.dl01", first_name="Ravi", last_name="Kumar")
    PostingFactory(staff=staff, store=store)
    return staff


@pytest.fixture
def shots(tmp_path):
    """Pictures of a phone, one a view."""
    for place, view in enumerate((*VIEWS, "blacklist")):
        image = Image.new("RGB", (800, 600), (223, 228, 226))
        draw = ImageDraw.Draw(image)
        draw.rounded_rectangle((280, 40, 520, 560), radius=36, fill=(34, 46, 44))
        draw.rounded_rectangle((296, 64, 504, 536), radius=18, fill=(158, 178 - 8 * place, 184))
        image.save(tmp_path / f"{view}.png")
    return tmp_path
