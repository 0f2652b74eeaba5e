"""Laws of tax rules: one person drafted each and another granted it, and no day of a service code is left without a rate."""

from __future__ import annotations

import pgtrigger

from upgrade_program.drafts.enums import Kind
from upgrade_program.drafts.laws import granted
from upgrade_program.foundation.database.laws import at_commit, never_when, refuse

_LAW = "a_tax_rule_was_granted_by_a_second_person"
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
    IF NOT upper_inf(NEW.valid)
       AND NOT EXISTS (SELECT 1 FROM billing_taxrule n WHERE n.sac = NEW.sac AND lower(n.valid) = upper(NEW.valid)) THEN
        {refuse("tax_rules_end_where_the_next_begin", "a tax rule ends on the day the next one of its service code begins")}
    END IF;
    """,  # noqa: S608  built of constants only
    declare=[],
)
