"""Laws of tax rules: one person drafted each and another granted it, and no day of a service code is left without a rate."""

from __future__ import annotations

import pgtrigger

from upgrade_program.drafts.enums import Kind
from upgrade_program.drafts.laws import granted, withdrawn
from upgrade_program.foundation.database.laws import at_commit, before, never_when, refuse

_LAW = "a_tax_rule_was_granted_by_a_second_person"
# What may become of the days of a rule: it ends; withdrawn before anything was billed on its day, it has none; and the one before goes on.
_ENDED = "upper_inf(OLD.valid) AND NOT upper_inf(NEW.valid) AND lower(NEW.valid) = lower(OLD.valid)"
_WITHDRAWN = f"""upper_inf(OLD.valid) AND isempty(NEW.valid) AND {withdrawn("OLD.draft_id")}
           AND ((SELECT t.issued_on FROM billing_taxdocument t ORDER BY t.id DESC LIMIT 1) >= lower(OLD.valid)) IS NOT TRUE"""  # noqa: S608  built of constants only
_GOES_ON = """upper_inf(NEW.valid) AND lower(NEW.valid) = lower(OLD.valid) AND EXISTS (
               SELECT 1 FROM billing_taxrule n JOIN drafts_withdrawal w ON w.draft_id = n.draft_id JOIN drafts_draft d ON d.id = n.draft_id
                WHERE n.sac = OLD.sac AND isempty(n.valid) AND d.from_day = upper(OLD.valid))"""
RULES_ARE_ONLY_CLOSED = before(
    "tax_rules_are_only_closed",
    pgtrigger.Update | pgtrigger.Delete,
    f"""
    IF TG_OP = 'UPDATE' AND (({_ENDED}) OR ({_WITHDRAWN}) OR ({_GOES_ON}))
       AND (NEW.id, NEW.sac, NEW.rate, NEW.description, NEW.draft_id)
           IS NOT DISTINCT FROM (OLD.id, OLD.sac, OLD.rate, OLD.description, OLD.draft_id) THEN
        RETURN NEW;
    END IF;
    {refuse("tax_rules_are_only_closed", "a tax rule is closed, or withdrawn before its day, and otherwise never changes")}
    """,
)
A_RULE_HAS_A_FIRST_DAY = never_when(
    "a_tax_rule_has_a_first_day", pgtrigger.Insert, "isempty(NEW.valid)", "a tax rule has a first day; only one that was withdrawn has none"
)
# The very first rule came with the programme, before anything was billed: that is asked as it comes, not at commit.
RATES_ARE_DRAFTED = never_when(
    "tax_rules_are_drafted",
    pgtrigger.Insert,
    "NEW.draft_id IS NULL AND (EXISTS (SELECT 1 FROM billing_taxrule) OR EXISTS (SELECT 1 FROM billing_taxdocument))",
    "a tax rule comes out of a draft; only the first came with the programme",
)
A_RATE_WAS_GRANTED = at_commit(
    _LAW,
    pgtrigger.Insert,
    f"""
    IF NEW.draft_id IS NOT NULL AND NOT EXISTS (
           SELECT 1 {granted(Kind.TAX)} AND d.id = NEW.draft_id AND d.from_day = lower(NEW.valid)
              AND (NOT {withdrawn("d.id")} OR EXISTS (SELECT 1 FROM billing_taxrule r WHERE r.id = NEW.id AND isempty(r.valid)))
              AND d.content = jsonb_build_object('sac', NEW.sac, 'rate', trim_scale(NEW.rate)::text, 'description', NEW.description)) THEN
        {refuse(_LAW, "a tax rule says what one person drafted and another one granted, from the day they said")}
    END IF;
    """,  # noqa: S608  built of constants only
    declare=[],
)
RATES_END_WHERE_THE_NEXT_BEGIN = at_commit(
    "tax_rules_end_where_the_next_begin",
    pgtrigger.Update,
    f"""
    IF EXISTS (SELECT 1 FROM billing_taxrule r WHERE r.sac = NEW.sac AND NOT isempty(r.valid) AND NOT upper_inf(r.valid)
           AND NOT EXISTS (SELECT 1 FROM billing_taxrule n WHERE n.sac = r.sac AND lower(n.valid) = upper(r.valid))) THEN
        {refuse("tax_rules_end_where_the_next_begin", "a tax rule ends on the day the next one of its service code begins")}
    END IF;
    """,  # noqa: S608  built of constants only
    declare=[],
)
