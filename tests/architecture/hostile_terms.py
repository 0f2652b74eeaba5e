"""The battery of hostile statements, continued: terms that one person alone would set, or that nobody has granted."""

from __future__ import annotations

from tests.architecture.hostile import again, denied, law
from upgrade_program.billing.models import TaxRule
from upgrade_program.drafts.models import Draft
from upgrade_program.plans.models import TermsTier, TermsVersion

_GRANTED = "terms_were_granted_by_a_second_person"
_OF = "permission denied for table {}".format
_DAY = "(SELECT from_day FROM drafts_draft WHERE id = %(terms_draft)s)"
_CLOSE = f"UPDATE plans_termsversion SET valid = daterange(lower(valid), {_DAY}) WHERE version = 1; "


def version(**changes: str) -> str:
    """The version of the draft that waits: all of it, row by row, as `grant_terms` writes it."""
    figures = {
        name: f"(SELECT (content -> '{name}')::int FROM drafts_draft WHERE id = %(terms_draft)s)"
        for name in ("activation_days", "free_look_days")
    }
    said = {"version": "2", "valid": f"daterange({_DAY}, NULL)", "draft_id": "%(terms_draft)s"} | figures
    return _CLOSE + again(TermsVersion, "version = 1", **(said | changes)) + "; " + rows()


def rows(*, percent: str = "percent") -> str:
    parts = [
        again(TermsTier, "terms_id = (SELECT id FROM plans_termsversion WHERE version = 1)", terms_id=_NEW, percent=percent),
        f"INSERT INTO plans_termscheck (terms_id, place, key, clause, minor, major, words)"
        f" SELECT {_NEW}, place, key, clause, minor, major, words FROM plans_termscheck c JOIN plans_termsversion v ON v.id = c.terms_id"
        f" WHERE v.version = 1",
        f"INSERT INTO plans_termsgate (terms_id, place, key, clause, words)"
        f" SELECT {_NEW}, place, key, clause, words FROM plans_termsgate g JOIN plans_termsversion v ON v.id = g.terms_id"
        f" WHERE v.version = 1",
    ]
    return "; ".join(parts)


_NEW = "(SELECT id FROM plans_termsversion WHERE version = 2)"


_MORE = f"INSERT INTO plans_terms{{}} (terms_id, {{}}) SELECT {_NEW}, {{}}"


def decided(state: str = "granted", by: str = "%(manager)s", at: str = "%(at)s") -> str:
    """Somebody decides the request that waits for the draft."""
    return (
        f"UPDATE approvals_approval SET state = '{state}', decided_by_id = {by}, decided_by_name = 'Somebody', decided_at = {at},"
        " note = 'x' WHERE id = %(waiting_terms)s; "
    )


_TOLD = "INSERT INTO drafts_withdrawal (draft_id, by_id, reason, at) VALUES (%(terms_draft)s, %(office)s, 'x', %(at)s); "
_ENDED = "SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED; "  # the act that granted it is over
_NONE = "UPDATE plans_termsversion SET valid = 'empty' WHERE version = 2; "
_GOES_ON = "UPDATE plans_termsversion SET valid = daterange(lower(valid), NULL) WHERE version = 1"


def planned() -> str:
    """The version is granted and published, and its day is still to come."""
    return decided() + version() + "; " + _ENDED


WITHDRAWN_LAWFULLY = planned() + _TOLD + _NONE + _GOES_ON
WITHDRAWN = [
    law("withdraw terms that only wait", _TOLD, "what_is_withdrawn_was_granted_and_is_to_come"),
    law("withdraw terms that have begun", planned() + _TOLD.replace("%(at)s", "%(at)s::timestamptz + interval '400 days'"),
        "what_is_withdrawn_was_granted_and_is_to_come"),
    law("withdraw terms for no reason", planned() + _TOLD.replace("'x'", "''"), "a_withdrawal_has_a_reason"),
    law("withdraw terms twice", planned() + _TOLD + _NONE + _GOES_ON + "; " + _TOLD, "drafts_withdrawal_draft_id_key"),
    law("withdraw terms and leave them in force", planned() + _TOLD, "what_is_withdrawn_is_in_force_on_no_day"),
    law("withdraw terms and leave days without any", planned() + _TOLD + _NONE, "terms_end_where_the_next_begin"),
    law("unmake planned terms that nobody withdrew", planned() + _NONE, "terms_change_only_by_a_new_version"),
    law("let the terms before go on beside those planned", planned() + _GOES_ON, "terms_change_only_by_a_new_version"),
    law("bring withdrawn terms back", WITHDRAWN_LAWFULLY + "; UPDATE plans_termsversion SET valid = daterange('2030-01-01', NULL)"
        " WHERE version = 2",
        "terms_change_only_by_a_new_version"),
    law("publish terms that were withdrawn beforehand", decided() + _TOLD + _ENDED + version(), _GRANTED),
    law("draft for the time of one's grandchildren", again(Draft, "id = %(terms_draft)s", from_day="'2072-01-01'"),
        "a_draft_begins_within_two_years"),
    law("unmake a rate that nobody withdrew", "UPDATE billing_taxrule SET valid = 'empty'", "tax_rules_are_only_closed"),
    law("a rate without a day", again(TaxRule, "true", rate="5", sac="'998716'", draft_id="%(terms_draft)s", valid="'empty'"),
        "a_tax_rule_has_a_first_day"),
    denied("another reason for a withdrawal", "UPDATE drafts_withdrawal SET reason = 'y'", _OF("drafts_withdrawal")),
    denied("forget a withdrawal", "DELETE FROM drafts_withdrawal", _OF("drafts_withdrawal")),
]  # fmt: skip
TERMS = [
    law("publish terms alone", version(draft_id="NULL"), "terms_are_drafted"),
    law("publish terms that only wait", version(), _GRANTED),
    law("publish terms that were rejected", decided("rejected") + version(), _GRANTED),
    law("grant one's own terms", decided(by="asked_by_id"), "nobody_approves_their_own"),
    law("grant terms once they should have begun", decided(at="%(later)s + interval '400 days'") + version(), _GRANTED),
    law("publish another free look than was granted", decided() + version(free_look_days="30"), _GRANTED),
    law("publish another text than was granted", decided() + version(text_en="'All of it.'"), _GRANTED),
    law("publish terms a day earlier", decided() + version(valid=f"daterange({_DAY} - 1, NULL)"), "one_terms_version_is_in_force_a_day"),
    law("publish terms a day later", decided() + version(valid=f"daterange({_DAY} + 1, NULL)"), "terms_end_where_the_next_begin"),
    law("publish terms of a past day", again(TermsVersion, "version = 1", version="9", draft_id="%(terms_draft)s",
        valid="'[2019-01-01,2020-01-01)'"), _GRANTED),
    law("publish terms over those in force", again(TermsVersion, "version = 1", version="9", draft_id="%(terms_draft)s"),
        "one_terms_version_is_in_force_a_day"),
    law("end the terms with nothing after them", _CLOSE + "SELECT 1", "terms_end_where_the_next_begin"),
    law("unmake the terms in force", "UPDATE plans_termsversion SET valid = 'empty'", "terms_change_only_by_a_new_version"),
    law("a tier more for plans to come", "INSERT INTO plans_termstier (terms_id, after, through, percent)"
        " SELECT id, 2, 3, 90 FROM plans_termsversion WHERE version = 1", "the_first_terms_get_no_more_rows"),
    law("a tier more than was granted", decided() + version() + "; " + _MORE.format("tier", "after, through, percent", "1, 2, 90"),
        "terms_were_granted_by_a_second_person"),
    law("a question more", "INSERT INTO plans_termscheck (terms_id, place, key, clause, minor, major, words)"
        " SELECT id, 9, 'smell', '3.17', 50, 100, '{}' FROM plans_termsversion WHERE version = 1", "the_first_terms_get_no_more_rows"),
    law("a gate more", "INSERT INTO plans_termsgate (terms_id, place, key, clause, words)"
        " SELECT id, 9, 'smell', '3.17', '{}' FROM plans_termsversion WHERE version = 1", "the_first_terms_get_no_more_rows"),
    law("draft what is in force already", again(Draft, "id = %(terms_draft)s", from_day="(%(at)s::timestamptz)::date"),
        "a_draft_begins_after_the_day_it_was_made"),
    law("draft for no reason", again(Draft, "id = %(terms_draft)s", reason="''"), "a_draft_has_a_reason"),
    law("draft what nobody knows", again(Draft, "id = %(terms_draft)s", kind="'law.gravity'"), "the_kind_of_a_draft_is_known"),
    denied("another content than was asked", "UPDATE drafts_draft SET content = '{}'", _OF("drafts_draft")),
    denied("forget a draft", "DELETE FROM drafts_draft", _OF("drafts_draft")),
    denied("soften a fault", "UPDATE plans_termscheck SET major = 0", _OF("plans_termscheck")),
    denied("forget a gate", "DELETE FROM plans_termsgate", _OF("plans_termsgate")),
    law("change the tax alone", "UPDATE billing_taxrule SET valid = daterange(lower(valid), '2028-01-01'); "
        + again(TaxRule, "true", rate="5", valid="daterange('2028-01-01', NULL)"), "tax_rules_are_drafted"),
    law("tax something else alone", again(TaxRule, "true", sac="'998716'", draft_id="%(terms_draft)s"),
        "a_tax_rule_was_granted_by_a_second_person"),
    law("end a rate with nothing after it", "UPDATE billing_taxrule SET valid = daterange(lower(valid), '2028-01-01')",
        "tax_rules_end_where_the_next_begin"),
]  # fmt: skip
