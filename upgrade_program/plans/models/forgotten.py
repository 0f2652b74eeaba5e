"""A holder whose name left the plans, because they were erased as a customer. The tax documents keep theirs. Source: reliability S11."""

import pgtrigger
from django.db import models

from upgrade_program.customers.models import Customer
from upgrade_program.foundation.database.laws import never, never_when
from upgrade_program.plans.enums import LIVE

_LIVE = ", ".join(f"'{status}'" for status in LIVE)


class ForgottenHolder(models.Model):
    """Adding it takes name, GSTIN and address off every plan of the customer, by a trigger of the owner."""

    customer = models.OneToOneField(Customer, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        triggers = [
            never("forgotten_holders_are_only_added", pgtrigger.Update | pgtrigger.Delete, "who was forgotten stays forgotten"),
            never_when(
                "only_an_erased_customer_is_forgotten",
                pgtrigger.Insert,
                "NOT EXISTS (SELECT 1 FROM customers_erasure erased WHERE erased.customer_id = NEW.customer_id)",
                "a plan names its holder until they are erased",
            ),
            never_when(
                "a_live_plan_names_its_holder",
                pgtrigger.Insert,
                f"EXISTS (SELECT 1 FROM plans_plan plan WHERE plan.customer_id = NEW.customer_id AND plan.status IN ({_LIVE}))",  # noqa: S608  (constants only)
                "the holder of a live plan is not forgotten",
            ),
            pgtrigger.Trigger(
                name="plans_follow_their_forgotten_holder",
                when=pgtrigger.After,
                operation=pgtrigger.Insert,
                func="""
                    UPDATE plans_plan SET customer_name = '(erased)', buyer_gstin = '', buyer_address = ''
                     WHERE customer_id = NEW.customer_id;
                    UPDATE plans_holderchange
                       SET old_name = CASE WHEN old_customer_id = NEW.customer_id THEN '(erased before)' ELSE old_name END,
                           new_name = CASE WHEN new_customer_id = NEW.customer_id THEN '(erased)' ELSE new_name END
                     WHERE NEW.customer_id IN (old_customer_id, new_customer_id);
                    RETURN NULL;
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"holder {self.customer_id} forgotten"
