"""Plans and terms in the admin: to read. Plans change at the counter; terms by a new version."""

from django.contrib import admin

from stores.desk import LookedAtAdmin, LookedAtRows
from upgrade_program.kernel.imei import masked
from upgrade_program.plans.models import BusinessDay, Plan, TermsTier, TermsVersion


class TierRows(LookedAtRows):
    model = TermsTier


@admin.register(TermsVersion)
class TermsAdmin(LookedAtAdmin):
    list_display = ("version", "valid", "activation_days", "free_look_days", "basis")
    inlines = (TierRows,)
    parts = {"plans_termstier": "terms_id", "plans_termscheck": "terms_id", "plans_termsgate": "terms_id"}


@admin.register(Plan)
class PlanAdmin(LookedAtAdmin):
    list_display = ("written", "status", "store", "device", "price", "bill_date", "expires_on", "masked_imei")
    list_filter = ("status", "store")
    search_fields = ("number", "invoice__number", "device")
    about = {"plan": "pk__in"}
    list_select_related = ("store",)
    fields = (
        "written", "status", "store", "device", "sku", "masked_imei", "srp", "base", "price", "bill_date", "first_tier_on", "expires_on",
        "free_look_until", "sold_at", "activated_at", "ended_at", "terms", "frozen", "invoice", "credit_note", "held_until", "held_percent",
    )  # fmt: skip

    @admin.display(description="IMEI")
    def masked_imei(self, plan: Plan) -> str:
        return masked(plan.imei)


@admin.register(BusinessDay)
class BusinessDayAdmin(LookedAtAdmin):
    list_display = ("day", "done_at", "expired", "cancelled")
