"""What head office sets (the dated tax rule) and what each store counts (its number series)."""

import pgtrigger
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import Q

from stores.models import Store
from upgrade_program.billing.enums import Series
from upgrade_program.billing.models.rule_laws import (
    A_RATE_WAS_GRANTED,
    A_RULE_HAS_A_FIRST_DAY,
    RATES_ARE_DRAFTED,
    RATES_END_WHERE_THE_NEXT_BEGIN,
    RULES_ARE_ONLY_CLOSED,
)
from upgrade_program.drafts.models import Draft
from upgrade_program.foundation.database.laws import at_commit, before, refuse

LAST_SERIAL = 99_999


class TaxRule(models.Model):
    """The GST rate of one service code in force from a day until the next rule: half-open, the amounts never change.

    One that was withdrawn before its day is in force on none.
    """

    sac = models.CharField("SAC", max_length=6)
    rate = models.DecimalField("rate in per cent", max_digits=5, decimal_places=2)
    description = models.CharField(max_length=200)
    valid = DateRangeField(help_text="First day, and the first day no longer in force; empty once withdrawn.")
    draft = models.OneToOneField(Draft, on_delete=models.PROTECT, null=True, editable=False, related_name="+")

    class Meta:
        ordering = ["sac", "-valid"]
        constraints = [
            ExclusionConstraint(
                name="tax_rules_of_one_sac_do_not_overlap",
                expressions=[("sac", RangeOperators.EQUAL), ("valid", RangeOperators.OVERLAPS)],
            ),
            models.CheckConstraint(condition=Q(rate__gte=0, rate__lte=100), name="a_tax_rate_is_a_percentage"),
            models.CheckConstraint(condition=Q(sac__regex=r"^[0-9]{6}$"), name="a_sac_is_six_digits"),
            models.CheckConstraint(
                condition=Q(valid__isempty=True, draft__isnull=False)
                | Q(valid__isempty=False, valid__lower_inf=False, valid__lower_inc=True),
                name="a_tax_rule_has_a_first_day",
            ),
        ]
        triggers = [
            RULES_ARE_ONLY_CLOSED,
            A_RULE_HAS_A_FIRST_DAY,
            RATES_ARE_DRAFTED,
            A_RATE_WAS_GRANTED,
            RATES_END_WHERE_THE_NEXT_BEGIN,
        ]

    def __str__(self) -> str:
        return f"SAC {self.sac}: {self.rate} %"


class NumberSeries(models.Model):
    """The last number one store has given in one series and financial year; its row lock makes numbers dense."""

    store = models.ForeignKey(Store, on_delete=models.PROTECT, related_name="+")
    letter = models.CharField(max_length=1, choices=Series.choices)
    year = models.PositiveSmallIntegerField("financial year from April")
    last = models.PositiveIntegerField()

    class Meta:
        ordering = ["store", "-year", "letter"]
        verbose_name_plural = "number series"
        constraints = [
            models.UniqueConstraint(fields=["store", "letter", "year"], name="one_series_per_store_letter_and_year"),
            models.CheckConstraint(condition=Q(last__gte=1, last__lte=LAST_SERIAL), name="a_serial_has_five_digits"),
            models.CheckConstraint(condition=Q(letter__in=Series.values), name="the_series_letter_is_known"),
        ]
        triggers = [
            before(
                "series_count_up_by_one",
                pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
                f"""
                IF TG_OP = 'INSERT' AND NEW.last = 1 THEN
                    RETURN NEW;
                END IF;
                IF TG_OP = 'UPDATE' AND NEW.last = OLD.last + 1
                   AND (NEW.id, NEW.store_id, NEW.letter, NEW.year) = (OLD.id, OLD.store_id, OLD.letter, OLD.year) THEN
                    RETURN NEW;
                END IF;
                {refuse("series_count_up_by_one", "a number series starts at 1 and counts up by one")}
                """,
            ),
            # Purchase vouchers live with the buyback; here the two kinds of this app are watched.
            at_commit(
                "every_number_taken_is_used",
                pgtrigger.Insert | pgtrigger.Update,
                f"""
                IF NEW.letter IN ('I', 'C') THEN
                    SELECT EXISTS (
                        SELECT 1 FROM billing_taxdocument
                        WHERE store_id = NEW.store_id AND letter = NEW.letter AND year = NEW.year AND serial = NEW.last
                    ) INTO used;
                    IF NOT used THEN
                        {refuse("every_number_taken_is_used", "a number was taken and no document bears it")}
                    END IF;
                END IF;
                """,  # noqa: S608  built of constants only
                declare=[("used", "boolean")],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.letter}{self.year % 100:02d}: {self.last}"
