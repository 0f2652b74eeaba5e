"""A warranty exchange: the service centre gave another handset, and the plan goes on with it. Source: smart-upgrade section 5."""

import pgtrigger
from django.db import models
from django.db.models import F, Q

from stores.models import StaffUser
from upgrade_program.foundation.database.laws import at_commit, never, never_when, refuse
from upgrade_program.plans.models.plan import Plan

_DIGITS = r"^[0-9]{15}$"
_NEVER = pgtrigger.Update | pgtrigger.Delete


class SwapRequest(models.Model):
    """What one person asks for: the new handset's IMEIs and the service centre's paper. The approval beside it holds no IMEI."""

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="swap_requests")
    approval_id = models.BigIntegerField(unique=True)
    new_imei = models.CharField(max_length=15)
    new_imei2 = models.CharField(max_length=15, blank=True)
    document = models.CharField(max_length=40, help_text="The number of the service centre's exchange paper.")
    service_centre = models.CharField(max_length=80)
    asked_by = models.ForeignKey(StaffUser, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="a_swap_asks_for_an_imei", condition=Q(new_imei__regex=_DIGITS) & (Q(new_imei2="") | Q(new_imei2__regex=_DIGITS))
            ),
            models.CheckConstraint(name="a_swap_has_two_imeis_at_most_once_each", condition=~Q(new_imei=F("new_imei2"))),
            models.CheckConstraint(name="a_swap_names_its_paper", condition=Q(document__regex=r"\S", service_centre__regex=r"\S")),
        ]
        triggers = [never("what_a_swap_asks_for_stays", _NEVER, "what was asked for is only added to")]

    def __str__(self) -> str:
        return f"swap request {self.pk}"


class ImeiSwap(models.Model):
    """One link of a plan's chain of handsets. Adding it moves the plan: the IMEIs before are barred for good, the new ones live.

    The application writes this row and nothing else; plan and IMEIs follow by a trigger of the owner.
    """

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="swaps")
    request = models.OneToOneField(SwapRequest, on_delete=models.PROTECT, related_name="swap")
    old_imei = models.CharField(max_length=15)
    new_imei = models.CharField(max_length=15)
    new_imei2 = models.CharField(max_length=15, blank=True)
    requested_by = models.ForeignKey(StaffUser, on_delete=models.PROTECT, related_name="+")
    approved_by = models.ForeignKey(StaffUser, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(name="nobody_swaps_alone", condition=~Q(requested_by=F("approved_by"))),
            models.CheckConstraint(name="a_swap_changes_the_imei", condition=~Q(old_imei=F("new_imei"))),
        ]
        triggers = [
            never("swaps_are_only_added", _NEVER, "a swap that happened stays"),
            never_when(
                "a_swap_starts_from_the_plans_handset",
                pgtrigger.Insert,
                """NOT EXISTS (SELECT 1 FROM plans_plan plan WHERE plan.id = NEW.plan_id AND plan.imei = NEW.old_imei
                   AND plan.status = 'active' AND coalesce(plan.held_until, '-infinity') < (NEW.at AT TIME ZONE 'Asia/Kolkata')::date)""",
                "only an active plan that no claim holds changes its handset, from the one it stands on",
            ),
            at_commit(
                "a_swap_is_what_was_asked_and_granted",
                pgtrigger.Insert,
                """IF NOT EXISTS (SELECT 1 FROM plans_swaprequest asked JOIN approvals_approval said ON said.id = asked.approval_id
                     WHERE asked.id = NEW.request_id AND said.kind = 'plan.swap' AND said.subject = 'plan:' || NEW.plan_id
                       AND (asked.plan_id, asked.new_imei, asked.new_imei2) = (NEW.plan_id, NEW.new_imei, NEW.new_imei2)
                       AND said.state = 'granted' AND said.asked_by_id = NEW.requested_by_id AND said.decided_by_id = NEW.approved_by_id)
                    THEN """  # noqa: S608  (the words of this module)
                + refuse("a_swap_is_what_was_asked_and_granted", "a swap is what one person asked for and another one granted")
                + " END IF;",
                declare=[],
            ),
            # The only way a handset's IMEI leaves a live plan or enters one after its sale; in the order in which a sale takes them.
            pgtrigger.Trigger(
                name="imeis_follow_their_swap",
                when=pgtrigger.After,
                operation=pgtrigger.Insert,
                func="""
                    UPDATE plans_planimei SET live = false, barred = true, swapped_away = true
                     WHERE plan_id = NEW.plan_id AND NOT swapped_away;
                    INSERT INTO plans_planimei (plan_id, imei, live, barred, swapped_away)
                    SELECT NEW.plan_id, imei, true, false, false
                      FROM unnest(ARRAY[NEW.new_imei, NEW.new_imei2]) AS imei WHERE imei <> '' ORDER BY imei;
                    UPDATE plans_plan SET imei = NEW.new_imei WHERE id = NEW.plan_id;
                    RETURN NULL;
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"…{self.old_imei[-4:]} to …{self.new_imei[-4:]}"
