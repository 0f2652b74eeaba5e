"""What the tests of the verbs of stores and staff share: instants, a shop, a person, refusals that changed nothing, and the trail."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, time
from typing import Any

import pytest
from django.core import serializers

from stores import services
from stores.gstin import gstin_for
from stores.models import ApiToken, Posting, StaffUser, Store
from upgrade_program.foundation.audit.models import AuditRow
from upgrade_program.kernel.actor import Actor
from upgrade_program.kernel.errors import Refused

AT = datetime(2026, 5, 5, 6, 0, tzinfo=UTC)
DAY = date(2026, 5, 5)
STRONG = "quiet river 42 lamps"
SHOP: dict[str, Any] = {
    "code": "KA01",
    "kind": "mi_studio",
    "name": "Mi Studio Indiranagar",
    "legal_name": "Garden City Phones Private Limited",
    "address": "100 Feet Road 12",
    "city": "Bengaluru",
    "pincode": "560038",
    "state": "29",
    "gstin": gstin_for("29AAPFU0939F1Z"),
    "phone": "+918026451234",
    "email": "indiranagar@example.in",
    "upi_id": "ka01@examplebank",
    "opens": time(10),
    "closes": time(21),
}


def everything() -> str:
    """All rows a verb of this app could touch, as text."""
    rows = [serializers.serialize("json", model.objects.order_by("pk")) for model in (Store, StaffUser, Posting, ApiToken, AuditRow)]  # type: ignore[attr-defined]
    return "\n".join(rows)


def refuse(refusal: type[Refused], act: Callable[..., object], **given: Any) -> Refused:
    """The refusal of an act that changed nothing."""
    before = everything()
    with pytest.raises(refusal) as no:
        act(**given)
    assert everything() == before
    return no.value


def trail() -> list[tuple[str, str, Any, Any, str]]:
    return list(AuditRow.objects.order_by("id").values_list("verb", "subject", "before", "after", "reason"))


def make(actor: Actor, **given: Any) -> StaffUser:
    return services.create_staff(**{"actor": actor, "username": "new.clerk", "password": STRONG, "at": AT} | given)
