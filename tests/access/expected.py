"""THE TABLE: every route, every method, who comes in. Written by hand; a route missing here fails the suite.

To add a route: write its row, say in asks.py what its address takes and in bodies.py what a POST must carry to succeed, run tests/access.
`then(…)` is the answer to those who come in (200 unless told); `changing(…)` the answer to an act that must leave a trace.
A method that is not named answers 405 to everybody. Source: smart-upgrade section 7, reliability S1.
"""

from __future__ import annotations

from tests.access.expected_accounts import ACCOUNTS
from tests.access.expected_api import API
from tests.access.people import FORBIDDEN, NOT_THERE, SIGN_IN, Answer, Thing, Who
from tests.access.rules import (
    ANY_STORE_BY_NUMBER,
    ANYBODY,
    BY_TOKEN,
    COUNTERS_BY_NUMBER,
    CUSTOMERS,
    DECIDERS,
    DL01_STAFF,
    ENTERS_GUESTS,
    HEAD_OFFICE_ONLY,
    MANAGERS_AND_OFFICE,
    NOBODY,
    OTHERS_SEE_THE_PLAN_INSTEAD,
    OWN_MANAGERS_DRAWER,
    OWN_STORE_MANAGER,
    OWN_STORE_MANAGER_OR_HEAD_OFFICE,
    OWN_STORE_OR_OFFICE,
    OWN_STORE_PRINTS,
    OWN_STORE_SELLS_ON,
    OWN_STORE_STAFF,
    OWN_STORES_DRAWER,
    READERS,
    SELLERS,
    SIGNED_IN,
    SIGNS_OUT,
    STAFF,
    STORE_MANAGERS,
    THEIR_OWN,
    Row,
    Rule,
    desk,
    own,
    page,
    public,
)

MACHINES: dict[str, Row] = {
    "healthz": public(GET=ANYBODY),
    "readyz": public(GET=ANYBODY),
    "metrics": public(GET=ANYBODY),  # from this machine only: see test_doors.py
}

PORTAL: dict[str, Row] = {
    "portal:estimate": public(GET=ANYBODY),
    "portal:language": public(POST=ANYBODY.then(302, "/")),
    "portal:plan": public(GET=BY_TOKEN),
    "portal:upgrade": public(GET=BY_TOKEN),
    "portal:how": public(GET=ANYBODY),
    "portal:questions": public(GET=ANYBODY),
    "portal:terms": public(GET=ANYBODY),
    "portal:terms_version": public(GET=BY_TOKEN),
    "portal:stores": public(GET=ANYBODY),
    "portal:robots": public(GET=ANYBODY),
    "portal:sitemap": public(GET=ANYBODY),
    "portal:manifest": public(GET=ANYBODY),
    "portal:service_worker": public(GET=ANYBODY),
    "portal:offline": public(GET=ANYBODY),
    "portal:calendar": public(GET=BY_TOKEN),
    "portal:optout": public(GET=BY_TOKEN, POST=BY_TOKEN.changing(200)),  # who has the link says what comes; it opens nothing
    "portal:goods": public(GET=BY_TOKEN),
    "portal:download": public(GET=BY_TOKEN.changing(200)),  # who has the link has the files; each download is recorded
    "portal:sign_in": public(
        GET=Rule(lambda who, thing: Answer(302, "/me/plans/") if who.buys_at else None), POST=ANYBODY.changing(302, "/sign-in/code/")
    ),
    "portal:sign_in_code": public(GET=ANYBODY.then(302, "/sign-in/"), POST=ANYBODY.then(302, "/sign-in/")),  # nothing was asked for
    "portal:sign_out": public(POST=SIGNS_OUT.changing(302, "/")),
    "portal:my_plans": own(GET=CUSTOMERS),
    "portal:my_plan": own(GET=THEIR_OWN),
    "portal:my_paper": own(GET=THEIR_OWN),
    "portal:my_hold": own(GET=THEIR_OWN, POST=THEIR_OWN.changing(302, "/me/plans/")),
    "portal:my_calendar": own(GET=THEIR_OWN),
    "portal:my_sessions": own(GET=CUSTOMERS, POST=CUSTOMERS.changing(302, "/")),
}

# What another store's people name is not theirs: an entry is not there, a phone is not in their stock.
MARKS_DL01 = Rule(
    lambda who, thing: None if who is Who.HEAD_OFFICE or (who.manages and who.store == "DL01") else NOT_THERE if who.manages else FORBIDDEN
)
HANDS_DL01 = Rule(lambda who, thing: FORBIDDEN if not who.store else None if who.store == "DL01" else Answer(422))

# Points are served in any store, by the id that a look-up by mobile gave.
POINTS_BY_HAND = Rule(
    lambda who, thing: FORBIDDEN if not (who.store or who is Who.HEAD_OFFICE) else NOT_THERE if thing is Thing.NOBODYS else None
)

# So is paid membership, by whoever may sell at all.
SELLS_MEMBERSHIP = Rule(lambda who, thing: FORBIDDEN if not who.store else NOT_THERE if thing is Thing.NOBODYS else None)

ERASES = Rule(
    lambda who, thing: FORBIDDEN if not (who.manages or who is Who.HEAD_OFFICE) else NOT_THERE if thing is Thing.NOBODYS else None
)

OFFICE_READS = Rule(lambda who, thing: None if who in {Who.HEAD_OFFICE, Who.AUDITOR} else FORBIDDEN)

COUNTER: dict[str, Row] = {
    "counter:home": page(GET=STAFF),
    "counter:find": page(POST=STAFF.then(302, "/counter/plans/")),
    "counter:store": page(POST=DL01_STAFF.then(302, "/counter/")),  # asks for DL01
    "counter:lock": public(POST=SIGNED_IN.changing(302, "/counter/")),
    "counter:unlock": public(POST=SIGNED_IN.then(422)),  # without saying who: how it opens is told in tests/interfaces/counter
    "counter:awake": public(POST=SIGNED_IN.then(204)),
    "counter:kept": public(GET=SIGNED_IN.then(302, "/counter/")),  # nothing is kept
    "counter:pin": public(GET=SIGNED_IN, POST=SIGNED_IN.changing(302, "/counter/pin/")),
    "counter:drawer": page(GET=SELLERS),
    "counter:drawer_open": page(POST=SELLERS.then(422)),  # one is open there already: see test_drawer.py
    "counter:drawer_count": page(POST=OWN_STORES_DRAWER.changing(302, "/counter/drawer/")),
    "counter:drawer_move": page(POST=OWN_MANAGERS_DRAWER.changing(302, "/counter/drawer/")),
    "counter:drawer_close": page(POST=OWN_MANAGERS_DRAWER.changing(302, "/counter/drawer/")),
    "counter:dashboard": page(GET=MANAGERS_AND_OFFICE),
    "counter:day": page(GET=MANAGERS_AND_OFFICE),
    "counter:day_export": page(POST=MANAGERS_AND_OFFICE.changing(200)),  # who took which day stands in the audit trail
    "counter:statement": page(GET=MANAGERS_AND_OFFICE),
    "counter:statement_mark": page(POST=MARKS_DL01.changing(302, "/counter/statement/")),  # an entry of DL01
    "counter:statement_export": page(POST=MANAGERS_AND_OFFICE.changing(200)),  # who took which month stands in the audit trail
    "counter:approvals": page(GET=STAFF),
    "counter:decided": page(POST=DECIDERS.changing(302, "/counter/approvals/")),
    "counter:override": page(GET=COUNTERS_BY_NUMBER, POST=COUNTERS_BY_NUMBER.then(422)),  # nothing was deducted there
    "counter:extension": page(GET=COUNTERS_BY_NUMBER, POST=COUNTERS_BY_NUMBER.then(422)),  # no tier has ended there
    "counter:stock": page(GET=STAFF),
    "counter:hand_over": page(POST=HANDS_DL01.changing(302, "/counter/stock/")),  # a phone of DL01
    "counter:handover": page(GET=OWN_STORE_OR_OFFICE),
    "counter:register": page(GET=STAFF),
    "counter:register_export": page(POST=STAFF.changing(200)),  # who took what stands in the audit trail
    "counter:partner": page(GET=SELLERS, POST=SELLERS.changing(302, "/counter/quote/")),
    "counter:partner_devices": page(GET=SELLERS),
    "counter:partner_quote": page(GET=OWN_STORE_OR_OFFICE),
    "counter:sell": page(GET=SELLERS, POST=SELLERS.changing(302, "/counter/plans/")),
    "counter:devices": page(GET=SELLERS),
    "counter:quote": page(POST=SELLERS),
    "counter:customer": page(POST=SELLERS),
    "counter:plans": page(GET=STAFF),
    "counter:export": page(POST=STAFF.changing(200)),  # who took what stands in the audit trail
    "counter:plan": page(GET=ANY_STORE_BY_NUMBER),
    "counter:done": page(GET=OTHERS_SEE_THE_PLAN_INSTEAD),
    "counter:cancel": page(GET=OWN_STORE_MANAGER, POST=OWN_STORE_MANAGER.changing(302, "/counter/plans/")),
    "counter:suspend": page(GET=OWN_STORE_MANAGER_OR_HEAD_OFFICE, POST=OWN_STORE_MANAGER_OR_HEAD_OFFICE.changing(302, "/counter/plans/")),
    "counter:resume": page(GET=OWN_STORE_MANAGER_OR_HEAD_OFFICE, POST=OWN_STORE_MANAGER_OR_HEAD_OFFICE.then(422)),  # none rests there
    "counter:exchange": page(GET=OWN_STORE_STAFF, POST=OWN_STORE_STAFF.changing(302, "/counter/plans/")),
    "counter:correct": page(GET=OWN_STORE_STAFF, POST=OWN_STORE_STAFF.changing(200)),  # a code is sent
    "counter:transfer": page(GET=OWN_STORE_STAFF, POST=OWN_STORE_STAFF.then(422)),  # the first terms know none
    "counter:paid": page(POST=OWN_STORE_STAFF.changing(302, "/counter/plans/")),
    "counter:link": page(POST=OWN_STORE_STAFF.changing(302, "/counter/plans/")),
    "counter:claim_start": page(POST=COUNTERS_BY_NUMBER.changing(302, "/counter/claims/")),
    "counter:plan_photos": page(POST=OWN_STORE_STAFF.changing(302, "/counter/plans/")),
    "counter:photo": page(GET=OWN_STORE_OR_OFFICE),
    "counter:claims": page(GET=STAFF),
    "counter:claims_export": page(POST=STAFF.changing(200)),  # who took what stands in the audit trail
    "counter:claim": page(GET=ANY_STORE_BY_NUMBER),
    "counter:claim_gate": page(POST=COUNTERS_BY_NUMBER.changing(302, "/counter/claims/")),
    "counter:claim_answers": page(POST=COUNTERS_BY_NUMBER.changing(302, "/counter/claims/")),
    "counter:claim_photos": page(POST=COUNTERS_BY_NUMBER.changing(302, "/counter/claims/")),
    "counter:claim_offer": page(GET=ANY_STORE_BY_NUMBER, POST=COUNTERS_BY_NUMBER.changing(302, "/counter/claims/")),
    "counter:claim_settle": page(GET=COUNTERS_BY_NUMBER, POST=COUNTERS_BY_NUMBER.then(422)),  # nobody has the customer's code
    "counter:claim_phone": page(POST=COUNTERS_BY_NUMBER),
    "counter:claim_refuse": page(GET=COUNTERS_BY_NUMBER, POST=COUNTERS_BY_NUMBER.changing(302, "/counter/claims/")),
    "counter:claim_look": page(POST=COUNTERS_BY_NUMBER.changing(302, "/counter/claims/")),
    "counter:claim_decline": page(GET=COUNTERS_BY_NUMBER, POST=COUNTERS_BY_NUMBER.changing(302, "/counter/claims/")),
    "counter:claim_reverse": page(GET=COUNTERS_BY_NUMBER, POST=OWN_STORE_MANAGER.changing(302, "/counter/claims/")),
    "counter:claim_sell": page(POST=OWN_STORE_SELLS_ON),
    "counter:claim_reason": page(GET=ANY_STORE_BY_NUMBER),
    "counter:claim_voucher": page(GET=OWN_STORE_OR_OFFICE, POST=OWN_STORE_PRINTS),
    "counter:claim_return": page(GET=OWN_STORE_OR_OFFICE, POST=OWN_STORE_PRINTS),
    "counter:points": page(GET=OFFICE_READS),
    "counter:points_export": page(POST=OFFICE_READS.changing(200)),  # who took it stands in the audit trail
    "counter:self_audit": page(GET=OFFICE_READS),
    "counter:members": page(GET=STAFF, POST=STAFF.then(302, "/counter/members/")),
    "counter:member": page(GET=ANY_STORE_BY_NUMBER),
    "counter:member_export": page(POST=ANY_STORE_BY_NUMBER.changing(200)),  # who took it stands in the audit trail
    "counter:member_adjust": page(GET=POINTS_BY_HAND, POST=POINTS_BY_HAND.changing(302, "/counter/members/")),
    "counter:member_membership": page(GET=SELLS_MEMBERSHIP, POST=SELLS_MEMBERSHIP.changing(302, "/counter/members/")),
    "counter:member_membership_back": page(GET=OWN_STORE_MANAGER, POST=OWN_STORE_MANAGER.changing(302, "/counter/members/")),
    "counter:member_reminders": page(POST=SELLS_MEMBERSHIP.changing(302, "/counter/members/")),
    "counter:member_merge": page(GET=POINTS_BY_HAND, POST=POINTS_BY_HAND.then(422)),  # says no mobile
    "counter:member_erase": page(GET=ERASES, POST=ERASES.then(422)),  # points of theirs are on hold
    "counter:customer_plans": page(GET=OWN_STORE_OR_OFFICE),
    "counter:rewards": page(GET=ANY_STORE_BY_NUMBER),
    "counter:redeem": page(GET=COUNTERS_BY_NUMBER, POST=COUNTERS_BY_NUMBER.changing(200)),  # a code is sent
    "counter:redemptions": page(GET=STAFF),
    "counter:redemption": page(GET=ANY_STORE_BY_NUMBER),
    "counter:redemption_use": page(POST=COUNTERS_BY_NUMBER.changing(302, "/counter/redemptions/")),
    "counter:redemption_cancel": page(POST=OWN_STORE_MANAGER.changing(302, "/counter/redemptions/")),
    "counter:redemption_link": page(POST=COUNTERS_BY_NUMBER.changing(302, "/counter/redemptions/")),
    "counter:events": page(GET=STAFF),
    "counter:plan_event": page(GET=STORE_MANAGERS, POST=STORE_MANAGERS.changing(302, "/counter/events/")),
    "counter:event": page(GET=OWN_STORE_OR_OFFICE, POST=ENTERS_GUESTS),
    "counter:invoice": page(GET=OWN_STORE_OR_OFFICE),
    "counter:document_pdf": page(GET=OWN_STORE_OR_OFFICE, POST=OWN_STORE_PRINTS),
    "counter:receipt": page(GET=OWN_STORE_OR_OFFICE, POST=OWN_STORE_PRINTS),
    "counter:certificate": page(GET=OWN_STORE_OR_OFFICE, POST=OWN_STORE_PRINTS),
    "counter:payment_request": page(GET=OWN_STORE_OR_OFFICE),
}


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
    # Terms: likewise, by two people of head office.
    "admin:terms": desk(GET=READERS, POST=READERS.then(405), OTHER=READERS.then(405)),
    "admin:terms_new": desk(GET=HEAD_OFFICE_ONLY, POST=HEAD_OFFICE_ONLY.changing(302, "/admin/terms/drafts/"), OTHER=READERS.then(405)),
    "admin:terms_draft": desk(GET=THEIRS_TO_READ, POST=THEIRS_TO_DECIDE.changing(302, "/admin/terms/drafts/"), OTHER=ANYBODY.then(405)),
    "admin:tax": desk(GET=READERS, POST=READERS.then(405), OTHER=READERS.then(405)),
    "admin:tax_new": desk(GET=HEAD_OFFICE_ONLY, POST=HEAD_OFFICE_ONLY.changing(302, "/admin/tax/drafts/"), OTHER=READERS.then(405)),
    "admin:tax_draft": desk(GET=THEIRS_TO_READ, POST=THEIRS_TO_DECIDE.changing(302, "/admin/tax/drafts/"), OTHER=ANYBODY.then(405)),
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
    **desk_of("audit_auditrow"),
    **desk_of("documents_print"),
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

DEMO: dict[str, Row] = {
    "demo:messages": public(GET=ANYBODY),
    "demo:latest": public(GET=ANYBODY),
}

TABLE: dict[str, Row] = MACHINES | PORTAL | COUNTER | API | ACCOUNTS | DESK | DEMO
