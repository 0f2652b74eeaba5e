"""Who acts, in which role and where: what every verb, audit row and permission takes."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """Roles of smart-upgrade section 7."""

    CLERK = "clerk"
    MANAGER = "manager"
    HEAD_OFFICE = "headoffice"
    AUDITOR = "auditor"
    CUSTOMER = "customer"
    ANONYMOUS = "anonymous"
    SYSTEM = "system"


@dataclass(frozen=True, slots=True)
class Actor:
    """A person (or the system) at work. `store_*` is the working store, None for head office, auditors, customers and jobs."""

    role: Role
    staff_id: int | None = None
    username: str = ""
    name: str = ""
    store_id: int | None = None
    store_code: str = ""
    store_name: str = ""
    customer_id: int | None = None  # of a customer on their own pages
    serves: tuple[int, ...] = ()  # the closed stores that were handed to the working store

    @property
    def store_ids(self) -> tuple[int, ...]:
        """The working store and those it serves."""
        return () if self.store_id is None else (self.store_id, *self.serves)

    def works_for(self, store_id: int | None) -> bool:
        """Whether the actor stands at the counter of this store, or of the one it was handed to."""
        return self.at_counter and store_id in self.store_ids

    def manages(self, store_id: int | None) -> bool:
        """The same, as a manager."""
        return self.role is Role.MANAGER and self.works_for(store_id)

    @property
    def is_staff(self) -> bool:
        return self.role in {Role.CLERK, Role.MANAGER, Role.HEAD_OFFICE, Role.AUDITOR}

    @property
    def at_counter(self) -> bool:
        """Whether the actor stands at a store's counter and may therefore sell."""
        return self.role in {Role.CLERK, Role.MANAGER} and self.store_id is not None

    @property
    def sees_all_stores(self) -> bool:
        return self.role in {Role.HEAD_OFFICE, Role.AUDITOR, Role.SYSTEM}

    @property
    def label(self) -> str:
        """What idempotency rows and logs call the actor: ids, never names."""
        if self.customer_id:
            return f"customer:{self.customer_id}"
        return f"staff:{self.staff_id}" if self.staff_id else str(self.role)


ANONYMOUS = Actor(role=Role.ANONYMOUS)
SYSTEM = Actor(role=Role.SYSTEM, name="System")
