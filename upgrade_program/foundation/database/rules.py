"""What the application's role may do, table by table. `grants` makes it so after every migration; whatever is not here is taken away.

A table that is not named here is read, added to and changed, never deleted from. Nobody but the owner may TRUNCATE, make, alter or drop.
A column list is the columns the services write; the triggers say what they may be changed to.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Rule:
    """Reading is always allowed. `update` names the columns, None means all of them but `fixed`."""

    insert: bool = True
    update: tuple[str, ...] | None = None
    delete: bool = False
    fixed: tuple[str, ...] = ()

    def privileges(self, columns: Iterable[str]) -> str:
        """The rule as GRANT takes it, for a table of these columns."""
        words = ["SELECT"]
        if self.insert:
            words.append("INSERT")
        if self.update is None and not self.fixed:
            words.append("UPDATE")
        elif chosen := sorted(set(columns) - set(self.fixed) if self.update is None else set(columns) & set(self.update)):
            words.append(f"UPDATE ({', '.join(chosen)})")
        if self.delete:
            words.append("DELETE")
        return ", ".join(words)


def changes(*columns: str, delete: bool = False) -> Rule:
    """Rows are added, and of those that stand only these columns are changed."""
    return Rule(update=columns, delete=delete)


def keeps(*columns: str) -> Rule:
    """Rows are added and changed, but for these columns."""
    return Rule(fixed=columns)


READ = Rule(insert=False, update=())
ADD = Rule(update=())  # a ledger
USE = Rule(delete=True)  # a library's or a counter's scratch table

RULES: dict[str, Rule] = {
    # What happened and was told: only added to.
    "audit_auditrow": ADD,
    "history_rowchange": READ,  # written by a trigger of the owner
    "billing_taxdocument": ADD,
    "billing_refund": ADD,
    "customers_consent": ADD,
    "plans_businessday": ADD,
    "reporting_reportedday": ADD,
    "reporting_reportedweek": ADD,
    # The rollup of what is owed: made from the plans, and made anew from them at any time.
    "reporting_exposurestep": USE,
    "reporting_exposurecounted": USE,
    "reporting_exposuretouch": USE,
    "reporting_exposurerun": keeps("id"),
    "reporting_redemptionshare": changes("reached", "redeemed"),
    # The rollup of the books: likewise. A month is kept anew as a whole.
    "reporting_keptmonth": changes("checked_at", "faults", delete=True),
    "reporting_keptamount": Rule(update=(), delete=True),
    "reporting_keptstore": Rule(update=(), delete=True),
    "reporting_carriedmonth": Rule(update=(), delete=True),
    "reporting_carriedstore": Rule(update=(), delete=True),
    # Trials of drafts: asked for, begun, kept or failed, and forgotten.
    "reporting_kepttrial": changes("until", "asked_at", "begun_at", "figures", "failed", delete=True),
    "billing_drawerline": ADD,
    "billing_cashmove": ADD,
    "documents_print": ADD,
    "demo_demomark": ADD,
    "demo_keptmessage": ADD,
    # Its columns live and barred follow the plan by a trigger of the owner (DEFINERS), never by hand.
    "plans_planimei": ADD,
    # Whose row moves the plan, likewise: the plan's own columns imei, customer and name are nobody's to write.
    "plans_swaprequest": ADD,
    "plans_imeiswap": ADD,
    "plans_holderchange": ADD,
    # As a person's erasure moves the customer, and their plans.
    "customers_erasure": ADD,
    "customers_erasurewish": changes("ended_at"),
    "customers_planwithdrawal": changes("given_again_id"),
    "plans_forgottenholder": ADD,
    # Money and promises: a part of them goes on living.
    "billing_collection": changes("state"),
    "billing_payment": changes("state", "reference", "received_at", "day"),
    "billing_numberseries": changes("last"),
    "billing_drawer": changes(
        *("counts", "counted", "counted_at", "counted_by_id", "closed_at", "closed_by_id", "reason"),
        *("cash_in", "cash_back", "upi_in", "upi_back", "card_in", "card_back", "points_in", "points_back", "added", "taken"),
    ),
    "plans_plan": changes("status", "invoice_id", "credit_note_id", "activated_at", "ended_at", "held_until", "held_percent"),
    "plans_publiclink": changes("revoked_at"),
    # Claims and settlements: what was agreed stands, their way goes on.
    "buyback_claim": changes(
        *("state", "answers", "deducted", "waived", "payable", "inspected_at", "inspected_by_id", "offers", "offered_at", "accepted_at"),
        *("ended_at", "ended_by_id", "reason", "gate", "clause"),
        *("second_look_at", "second_look_by_id", "upheld", "second_look_note"),
    ),
    "buyback_claimtoken": changes("state", "ended_at", "claim_id"),
    "buyback_passedgate": ADD,
    "buyback_settlement": changes("reversed_at", "reversed_by_id", "reversal_reason", "return_voucher_id"),
    "buyback_purchasevoucher": ADD,
    "buyback_handset": changes("state", "handover_id", "left_at"),
    "buyback_handover": ADD,
    "buyback_brandentry": ADD,
    "buyback_brandmark": ADD,
    "buyback_partnerquote": ADD,
    "buyback_partnerprice": changes("valid"),
    # Points: the journal stands; balances, lots and holds go on, each as its triggers allow.
    "ledger_account": changes("pending", "available", "held", "debt", "last_seq", "merged_into_id"),
    "ledger_entry": ADD,
    "ledger_lot": changes("remaining", "held", "state"),
    "ledger_lotmove": changes("restored"),
    "ledger_hold": changes("state"),
    # Rewards: what was had stands; stock is counted, codes leave once, terms end.
    "rewards_reward": changes("cap", "used"),
    "rewards_rewardterms": changes("valid", "withdrawn_at"),
    "rewards_code": changes("issued_at"),
    "rewards_redemption": changes("state", "ended_at", "ended_by_id", "ended_store_id", "reason", "restored_id"),
    "rewards_goodsfile": changes("withdrawn_at"),
    "rewards_downloadlink": changes("revoked_at"),
    "rewards_download": ADD,
    # What members do: records; a completion and a purchase are taken back once, a board once frozen stands.
    "activity_checkin": ADD,
    "activity_mission": changes("days"),
    "activity_storeevent": changes("entered"),
    "activity_attendance": ADD,
    "activity_completion": changes("taken_back_at"),
    "activity_purchase": changes("customer_id", "store_id", "at", "final_on", "taken_back_at"),
    "activity_review": ADD,
    "activity_invitation": ADD,
    "activity_referral": ADD,
    "activity_boardterms": changes("days"),
    "activity_hiding": changes("hidden", "at"),
    "activity_season": ADD,
    "activity_standing": changes("name"),
    "activity_noticeday": changes("told_through", "told", "done_at", "warned_through", "warned_at"),
    # Dated rows: closed, withdrawn or checked; the amounts never change.
    "billing_taxrule": changes("valid"),
    "catalog_planprice": changes("valid", "withdrawn_at"),
    "catalog_srp": changes("valid", "checked"),
    "catalog_pricechangeset": ADD,
    "catalog_pricechange": ADD,
    "catalog_sellingstop": changes("lifted_at", "lifted_approval_id"),
    "customers_consenttext": changes("in_force"),
    "plans_termsversion": changes("valid"),
    "plans_termstier": ADD,
    "plans_termscheck": ADD,
    "plans_termsgate": ADD,
    "drafts_draft": ADD,
    "drafts_withdrawal": ADD,
    # The loyalty programme: versions are followed by newer ones, what was heard and bought stands.
    "programme_programmeversion": changes("valid"),
    "programme_earnrule": changes("valid"),
    "programme_statusversion": changes("valid"),
    "programme_statustier": ADD,
    "programme_draft": changes(
        *("from_day", "content", "reason", "base_id", "preview", "previewed_at", "approval_id", "published_at", "dropped_at"),
    ),
    "programme_heardbill": changes("customer_id", "at", "facts", "awarded", "taken_back_at"),
    "programme_withdrawal": ADD,
    "programme_membership": changes("taken_back_at", "taken_back_by_id", "reason"),
    "programme_statusrecord": ADD,
    "programme_reviewedday": ADD,
    # The catalogue: names and memory sizes stand in documents. A variant never changes; without one column it could not be locked.
    "catalog_devicemodel": changes("series", "launch_date", "eligible"),
    "catalog_variant": changes("id"),
    # People and places.
    "customers_customersession": changes("last_seen_at", "ended_at", delete=True),
    "customers_customer": changes("name", "email", "language"),
    "stores_store": keeps("id", "code"),
    "stores_staffuser": keeps("id", "username", "date_joined"),
    "stores_posting": changes("until"),
    "stores_apitoken": changes("ended_at", delete=True),
    "stores_tilllock": USE,
    # How a person likes to look at a list: theirs to change and to forget.
    "saved_views_savedview": changes("name", "query", "shared", "saved_at", delete=True),
    "saved_views_firstview": changes("view_id", delete=True),
    # What one person asked stands, what another said to it is written once.
    "approvals_approval": changes("state", "decided_by_id", "decided_by_name", "decided_at", "note"),
    # News, messages, requests and photos: their facts stand, their way goes on; old ones are forgotten.
    "outbox_message": changes("heard_by", "delivered_at", "attempts", "due_at", "parked_at", "last_error"),
    "jobs_jobrun": changes("ended_at", "seconds", "failed", "succeeded_at"),
    "requests_request": changes("status", "answer", delete=True),
    "messaging_message": changes(
        *("state", "due_at", "attempts", "ended_at", "provider_id", "last_error", "address", "slots", "forgotten_at"),
        *("day", "text_id", "report", "reported_at"),
    ),
    "messaging_textversion": ADD,
    "messaging_preference": ADD,
    "photos_photo": changes("deleted_at"),
    "otp_challenge": changes("tries", "passed_at", "used_at", "superseded", delete=True),
    # What the libraries keep.
    "account_emailaddress": USE,
    "account_emailconfirmation": USE,
    "django_session": USE,
    "mfa_authenticator": USE,
    "shared_cache": USE,
    "usersessions_usersession": USE,
    "django_admin_log": ADD,
    "auth_group": READ,
    "auth_group_permissions": READ,
    "auth_permission": READ,
    "django_content_type": READ,
    "django_migrations": READ,
}

# The ids of rows come from identity columns, which need no right of their own; the sale takes its plan's id beforehand, and the
# ledger's batches those of their entries and lots.
SEQUENCES = dict.fromkeys(("plans_plan_id_seq", "ledger_entry_id_seq", "ledger_lot_id_seq"), "USAGE")

# What triggers call in the name of the role at work. Trigger functions themselves need no right: nobody can call them by hand.
FUNCTIONS = ("_pgtrigger_should_ignore", "audit_last")

# Triggers that write where the application may not: they run as the owner, with a search path nobody can bend.
DEFINERS = (
    *("imeis_follow_their_plan", "imeis_follow_their_swap", "a_plan_follows_its_holder"),
    *("a_customer_follows_their_erasure", "plans_follow_their_forgotten_holder"),
    "rows_are_remembered",
)
SEARCH_PATH = "pg_catalog, public, pg_temp"
