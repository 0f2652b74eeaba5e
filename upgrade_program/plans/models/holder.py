"""Who holds a plan changes only by a row here: a mistyped mobile or name put right, or a transfer. Source: smart-upgrade section 5."""

import pgtrigger
from django.db import models
from django.db.models import F, Q

from stores.models import StaffUser
from upgrade_program.customers.enums import Language
from upgrade_program.customers.models import Customer
from upgrade_program.foundation.database.laws import never, never_when
from upgrade_program.plans.enums import Change
from upgrade_program.plans.models.plan import Plan


class HolderChange(models.Model):
    """One change of a plan's customer or of the name on it. Adding it moves the plan, by a trigger of the owner."""

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="holder_changes")
    kind = models.CharField(max_length=10, choices=[(kind.value, kind.value) for kind in Change])
    old_customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="+")
    new_customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="+")
    old_name = models.CharField(max_length=100)
    new_name = models.CharField(max_length=100)
    new_language = models.CharField(max_length=2, help_text="In which the plan's customer is written to from now on.")
    reason = models.CharField(max_length=200)
    by = models.ForeignKey(StaffUser, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(name="a_holder_change_is_of_a_known_kind", condition=Q(kind__in=[kind.value for kind in Change])),
            models.CheckConstraint(name="a_holder_change_has_a_reason", condition=Q(reason__regex=r"\S", new_name__regex=r"^.{2,}$")),
            models.CheckConstraint(name="a_holder_is_written_to_in_a_known_language", condition=Q(new_language__in=Language.values)),
            models.CheckConstraint(
                name="a_holder_change_changes_something",
                condition=~Q(old_customer=F("new_customer")) | ~Q(kind="transfer") & ~Q(old_name=F("new_name")),
            ),
        ]
        triggers = [
            never("holder_changes_are_never_deleted", pgtrigger.Delete, "a change of holder stays in the book"),
            never_when(
                "holder_changes_are_only_added",
                pgtrigger.Update,
                """(to_jsonb(NEW) - '{old_name,new_name}'::text[]) <> (to_jsonb(OLD) - '{old_name,new_name}'::text[])
                   OR NEW.old_name <> OLD.old_name AND NOT (NEW.old_name = '(erased before)'
                       AND EXISTS (SELECT 1 FROM plans_forgottenholder gone WHERE gone.customer_id = OLD.old_customer_id))
                   OR NEW.new_name <> OLD.new_name AND NOT (NEW.new_name = '(erased)'
                       AND EXISTS (SELECT 1 FROM plans_forgottenholder gone WHERE gone.customer_id = OLD.new_customer_id))""",
                "a change of holder stays in the book; only the name of who was erased leaves it",
            ),
            never_when(
                "a_holder_change_starts_from_the_holder",
                pgtrigger.Insert,
                """NOT EXISTS (SELECT 1 FROM plans_plan plan
                   WHERE plan.id = NEW.plan_id AND plan.status IN ('pending', 'active', 'suspended')
                     AND (plan.customer_id, plan.customer_name) = (NEW.old_customer_id, NEW.old_name))""",
                "a change starts from the present holder of a live plan",
            ),
            never_when(
                "only_terms_that_allow_it_transfer_a_plan",
                pgtrigger.Insert,
                """NEW.kind = 'transfer' AND NOT EXISTS (SELECT 1 FROM plans_plan plan
                   WHERE plan.id = NEW.plan_id AND plan.frozen #>> '{limits,transfer}' = 'true')""",
                "the terms of this plan know no transfer",
            ),
            pgtrigger.Trigger(
                name="a_plan_follows_its_holder",
                when=pgtrigger.After,
                operation=pgtrigger.Insert,
                func="""
                    UPDATE plans_plan
                       SET customer_id = NEW.new_customer_id, customer_name = NEW.new_name, customer_language = NEW.new_language
                     WHERE id = NEW.plan_id;
                    RETURN NULL;
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk} of plan {self.plan_id}"
