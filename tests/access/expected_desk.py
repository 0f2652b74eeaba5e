"""The table's part of head office's desk: auditors look, head office types, and another one of head office decides."""

from __future__ import annotations

from tests.access.people import FORBIDDEN, NOT_THERE, SIGN_IN, Answer, Thing, Who
from tests.access.rules import ANYBODY, HEAD_OFFICE_ONLY, NOBODY, READERS, Row, Rule, desk


def desk_of(model: str, *, adds: bool = False, changes: bool = False, acts: bool = False, answer: int = 200) -> dict[str, Row]:
    """The six routes of one table on the desk. Nothing is ever deleted; what is neither added nor changed is read-only.

    The POSTs sent there carry too little to succeed (`answer`): that the acts work is told by the tests of each desk. Where a list
    has acts of its own, head office is sent back to it.
    """
    app, name = model.split("_")
    listed = READERS if not acts else Rule(lambda who, thing: Answer(302, f"/admin/{app}/{name}/") if who is Who.HEAD_OFFICE else None)
    changed = HEAD_OFFICE_ONLY.then(answer, changes=answer == 302)  # 302: an empty form is taken, and leaves a line in the admin's own log
    return {
        f"admin:{model}_changelist": desk(GET=READERS, POST=listed),  # the POST asks for all rows to be deleted
        f"admin:{model}_add": desk(GET=HEAD_OFFICE_ONLY if adds else NOBODY),
        f"admin:{model}_history": desk(GET=READERS),
        f"admin:{model}_delete": desk(GET=NOBODY),
        f"admin:{model}_change": desk(GET=READERS, POST=changed if changes else NOBODY),
        f"admin/{app}/{name}/<path:object_id>/": desk(GET=ANYBODY.then(302, f"/admin/{app}/{name}/")),  # an old form of the address
    }


OLD_SIGN_IN = Rule(
    lambda who, thing: SIGN_IN if not who.signed_in else None if who.in_the_office else FORBIDDEN, comes_in=Answer(302, "/admin/")
)
OLD_SIGN_OUT = Rule(lambda who, thing: None if who.in_the_office else Answer(302, "/admin/"))

# Each act at a draft that is ready for it: one's own, or a colleague's that waits.
DRAFT_ACT = desk(GET=ANYBODY.then(405), POST=HEAD_OFFICE_ONLY.changing(302, "/admin/programme/draft/"), OTHER=ANYBODY.then(405))
THEIRS_TO_READ = Rule(lambda who, thing: NOT_THERE if thing is Thing.NOBODYS else None)
READ_ONLY = ("dashboard", "finance", "finance_deferred", "finance_gst", "finance_owed")
THEIRS_TO_DECIDE = Rule(lambda who, thing: NOT_THERE if thing is Thing.NOBODYS else None if who is Who.HEAD_OFFICE else FORBIDDEN)

DESK: dict[str, Row] = {
    "admin:index": desk(GET=READERS),
    # Signing in happens on the staff page alone, where throttle and second factor are: this door leads there, or to the desk.
    "admin:login": dict.fromkeys(("GET", "POST", "PUT", "PATCH", "DELETE"), OLD_SIGN_IN),
    "admin:logout": dict.fromkeys(("GET", "PUT", "PATCH", "DELETE"), OLD_SIGN_OUT.then(405)) | {"POST": OLD_SIGN_OUT},
    "admin:search": desk(GET=READERS),
    "admin:app_list": desk(GET=READERS),
    "admin:jsi18n": desk(GET=READERS, POST=READERS.then(405), OTHER=READERS.then(405)),
    "admin:autocomplete": desk(GET=NOBODY, POST=READERS.then(405), OTHER=READERS.then(405)),  # without saying for which field
    "admin:view_on_site": desk(GET=ANYBODY.then(404)),
    "admin:password_change": desk(**{m: READERS.then(302, "/accounts/password/change/") for m in ("GET", "POST", "OTHER")}),
    "admin:password_change_done": desk(**{m: READERS.then(302, "/admin/") for m in ("GET", "POST", "OTHER")}),
    "admin/(?P<url>.*)$": desk(GET=ANYBODY.then(404)),
    # The pricing desk: auditors look; head office types, and decides on what somebody else of head office asked for.
    "admin:prices": desk(GET=READERS, POST=HEAD_OFFICE_ONLY.changing(302, "/admin/prices/changes/"), OTHER=READERS.then(405)),
    "admin:prices_import": desk(
        GET=HEAD_OFFICE_ONLY, POST=HEAD_OFFICE_ONLY.changing(302, "/admin/prices/changes/"), OTHER=READERS.then(405)
    ),
    "admin:prices_export": desk(GET=READERS.then(405), POST=READERS.changing(200), OTHER=READERS.then(405)),
    "admin:signals": desk(GET=READERS, POST=READERS.then(405), OTHER=READERS.then(405)),
    "admin:signals_export": desk(GET=READERS.then(405), POST=READERS.changing(200), OTHER=READERS.then(405)),
    "admin:price_changes": desk(GET=READERS, OTHER=READERS.then(405)),
    "admin:prices_past": desk(GET=READERS, POST=READERS.then(405), OTHER=READERS.then(405)),
    "admin:price_change": desk(GET=THEIRS_TO_READ, POST=THEIRS_TO_DECIDE.changing(302, "/admin/prices/changes/"), OTHER=ANYBODY.then(405)),
    **{f"admin:{name}": desk(GET=READERS, OTHER=READERS.then(405), POST=READERS.then(405)) for name in READ_ONLY},
    "admin:finance_export": desk(GET=READERS.then(405), POST=READERS.changing(200), OTHER=READERS.then(405)),
    "admin:store_closing": desk(GET=THEIRS_TO_READ, POST=THEIRS_TO_DECIDE.changing(302, "/admin/stores/store/"), OTHER=ANYBODY.then(405)),
    "admin:stores_import": desk(GET=HEAD_OFFICE_ONLY, POST=HEAD_OFFICE_ONLY.changing(302, "/admin/stores/store/"), OTHER=READERS.then(405)),
    "admin:staff_import": desk(
        GET=HEAD_OFFICE_ONLY, POST=HEAD_OFFICE_ONLY.changing(302, "/admin/stores/staffuser/"), OTHER=READERS.then(405)
    ),
    "admin:selling_stops": desk(GET=READERS, POST=HEAD_OFFICE_ONLY.changing(302, "/admin/prices/stops/"), OTHER=READERS.then(405)),
    # What is owed: to be read by both, and to be taken away as a file.
    "admin:exposure": desk(GET=READERS, POST=READERS.then(405), OTHER=READERS.then(405)),
    "admin:exposure_calendar": desk(GET=READERS, POST=READERS.then(405), OTHER=READERS.then(405)),
    "admin:exposure_plans": desk(GET=READERS, POST=READERS.then(405), OTHER=READERS.then(405)),
    "admin:exposure_export": desk(GET=READERS.then(405), POST=READERS.changing(200), OTHER=READERS.then(405)),
    # A plan's file: a look-up is sent, and each look, each file and each check of the trail leaves its own row.
    "admin:plan_file": desk(GET=READERS, POST=READERS.changing(200), OTHER=READERS.then(405)),
    "admin:plan_file_pdf": desk(GET=READERS.then(405), POST=READERS.changing(200), OTHER=READERS.then(405)),
    "admin:plan_file_zip": desk(GET=READERS.then(405), POST=READERS.changing(200), OTHER=READERS.then(405)),
    "admin:plan_file_trail": desk(GET=READERS, POST=READERS.changing(200), OTHER=READERS.then(405)),
    # Terms: likewise, by two people of head office.
    "admin:terms": desk(GET=READERS, POST=READERS.then(405), OTHER=READERS.then(405)),
    "admin:terms_new": desk(GET=HEAD_OFFICE_ONLY, POST=HEAD_OFFICE_ONLY.changing(302, "/admin/terms/drafts/"), OTHER=READERS.then(405)),
    # The first look at a draft on a day asks for its trial, whoever looks.
    "admin:terms_draft": desk(
        GET=THEIRS_TO_READ.changing(200), POST=THEIRS_TO_DECIDE.changing(302, "/admin/terms/drafts/"), OTHER=ANYBODY.then(405)
    ),
    "admin:tax": desk(GET=READERS, POST=READERS.then(405), OTHER=READERS.then(405)),
    "admin:tax_new": desk(GET=HEAD_OFFICE_ONLY, POST=HEAD_OFFICE_ONLY.changing(302, "/admin/tax/drafts/"), OTHER=READERS.then(405)),
    "admin:tax_draft": desk(GET=THEIRS_TO_READ, POST=THEIRS_TO_DECIDE.changing(302, "/admin/tax/drafts/"), OTHER=ANYBODY.then(405)),
    **desk_of("audit_auditrow"),
    **desk_of("documents_print"),
    **desk_of("history_rowchange"),
    **desk_of("outbox_message", acts=True),
    **desk_of("stores_store", adds=True, changes=True),
    **desk_of("stores_staffuser", adds=True, changes=True, answer=422),
    **desk_of("stores_posting", adds=True, changes=True, answer=302),
    **desk_of("catalog_devicemodel", adds=True, changes=True),
    **desk_of("catalog_variant", adds=True),
    **desk_of("catalog_planprice"),
    **desk_of("catalog_srp", adds=True, acts=True),
    **desk_of("customers_customer"),
    **desk_of("customers_consent"),
    **desk_of("customers_consenttext", adds=True),
    **desk_of("messaging_message", acts=True),
    **desk_of("messaging_textversion"),
    **desk_of("messaging_preference"),
    "admin:messaging_previews": desk(GET=READERS, POST=READERS.then(405), OTHER=READERS.then(405)),
    "admin:messaging_preview": desk(GET=THEIRS_TO_READ, POST=ANYBODY.then(405), OTHER=ANYBODY.then(405)),
    **desk_of("billing_taxrule"),
    **desk_of("billing_numberseries"),
    **desk_of("billing_taxdocument"),
    **desk_of("billing_collection"),
    **desk_of("billing_refund"),
    **desk_of("billing_drawer"),
    **desk_of("plans_termsversion"),
    **desk_of("plans_plan"),
    **desk_of("plans_businessday"),
    **desk_of("buyback_claim"),
    **desk_of("buyback_settlement"),
    **desk_of("buyback_purchasevoucher"),
    **desk_of("buyback_handset"),
    **desk_of("buyback_handover"),
    **desk_of("buyback_brandentry"),
    **desk_of("buyback_partnerquote"),
    **desk_of("buyback_partnerprice", adds=True),
    **desk_of("rewards_reward", adds=True, changes=True),
    **desk_of("rewards_rewardterms", adds=True, changes=True),
    **desk_of("rewards_goodsfile", adds=True, changes=True),
    **desk_of("rewards_redemption"),
    **desk_of("activity_mission", adds=True, changes=True),
    **desk_of("activity_storeevent", adds=True),
    **desk_of("activity_completion"),
    **desk_of("activity_review"),
    **desk_of("activity_boardterms", adds=True),
    **desk_of("activity_season"),
    **desk_of("programme_programmeversion"),
    **desk_of("programme_earnrule"),
    **desk_of("programme_statusversion"),
    **desk_of("programme_draft"),
    "admin:programme_draft_add": desk(GET=HEAD_OFFICE_ONLY, POST=HEAD_OFFICE_ONLY.then(422), OTHER=HEAD_OFFICE_ONLY),
    "admin:programme_draft_edit": desk(GET=HEAD_OFFICE_ONLY, POST=HEAD_OFFICE_ONLY.then(422), OTHER=HEAD_OFFICE_ONLY),  # its maker's
    **{f"admin:programme_draft_{act}": DRAFT_ACT for act in ("preview", "ask", "allow", "reject", "withdraw", "drop")},
    **desk_of("ledger_account"),
    **desk_of("ledger_entry"),
    **desk_of("ledger_lot"),
    **desk_of("ledger_hold"),
}
