"""The laws of settlements and their papers that span two tables."""

from typing import Any

import pgtrigger

from upgrade_program.foundation.database.laws import at_commit, before, never, never_when, refuse

_FROZEN = """
    claim_id plan_id store_id settled_at settled_on settled_by_id payable new_variant_id new_device new_imei new_srp new_price bill_number
    year exchange forfeited excess_acknowledged voucher_id
"""
_CHANGED = " OR ".join(f"NEW.{column} IS DISTINCT FROM OLD.{column}" for column in _FROZEN.split())

SETTLEMENT_LAWS = [
    never("settlements_are_never_deleted", pgtrigger.Delete, "a settlement is never deleted"),
    never_when("a_settlement_never_changes", pgtrigger.Update, _CHANGED, "what was settled never changes"),
    never_when(
        "a_settlement_is_reversed_once",
        pgtrigger.Update,
        "OLD.reversed_at IS NOT NULL AND NEW IS DISTINCT FROM OLD",
        "a reversed settlement never changes",
    ),
    never_when("a_settlement_starts_standing", pgtrigger.Insert, "NEW.reversed_at IS NOT NULL", "a settlement starts standing"),
    before(
        "a_settlement_pays_what_was_accepted",
        pgtrigger.Insert,
        f"""
        SELECT EXISTS (SELECT 1 FROM buyback_claim c JOIN buyback_purchasevoucher v ON v.id = NEW.voucher_id
                        WHERE c.id = NEW.claim_id AND c.plan_id = NEW.plan_id AND c.state IN ('accepted', 'settled')
                          AND c.payable = NEW.payable AND c.held_through >= NEW.settled_on
                          AND v.kind = 'purchase' AND v.amount = NEW.exchange AND v.store_id = NEW.store_id) INTO fits;
        IF fits THEN
            RETURN NEW;
        END IF;
        {refuse("a_settlement_pays_what_was_accepted", "a settlement pays what the customer accepted, while it is held, by its voucher")}
        """,  # noqa: S608  built of constants only
        declare=[("fits", "boolean")],
    ),
    before(
        "the_new_phone_is_another_phone",
        pgtrigger.Insert,
        f"""
        SELECT EXISTS (SELECT 1 FROM plans_planimei WHERE plan_id = NEW.plan_id AND imei = NEW.new_imei) INTO own;
        IF own THEN
            {refuse("the_new_phone_is_another_phone", "the new phone is not the old one")}
        END IF;
        RETURN NEW;
        """,  # noqa: S608  built of constants only
        declare=[("own", "boolean")],
    ),
]


def redeemed_exactly_when_settled(key: str, operation: Any, condition: Any = None) -> pgtrigger.Trigger:
    """At commit: a plan is redeemed if and only if an unreversed settlement stands; `key` is the column of NEW with the plan's id."""
    return at_commit(
        "redeemed_exactly_when_settled",
        operation,
        f"""
        SELECT (p.status = 'redeemed') <> EXISTS (SELECT 1 FROM buyback_settlement s WHERE s.plan_id = p.id AND s.reversed_at IS NULL)
          INTO wrong FROM plans_plan p WHERE p.id = NEW.{key};
        IF wrong THEN
            {refuse("redeemed_exactly_when_settled", "a plan is redeemed exactly while a settlement stands")}
        END IF;
        """,  # noqa: S608  built of constants only
        declare=[("wrong", "boolean")],
        condition=condition,
    )


def papers_follow_their_settlement(key: str, operation: Any, condition: Any = None) -> pgtrigger.Trigger:
    """At commit: claim, handset and brand's account say what the settlement says; `key` is the column of NEW with the settlement's id."""
    return at_commit(
        "papers_follow_their_settlement",
        operation,
        f"""
        SELECT NOT EXISTS (
                   SELECT 1 FROM buyback_claim c, buyback_handset h, buyback_purchasevoucher v
                    WHERE c.id = s.claim_id AND h.settlement_id = s.id AND v.id = s.voucher_id
                      AND c.state = CASE WHEN s.reversed_at IS NULL THEN 'settled' ELSE 'reversed' END
                      AND (h.state = 'returned') = (s.reversed_at IS NOT NULL)
                      AND (h.store_id, h.imei, h.voucher_number, h.amount) = (s.store_id, c.handset_imei, v.number, s.exchange)
                      AND (v.store_id, v.imei) = (s.store_id, c.handset_imei)
                      AND (s.return_voucher_id IS NULL OR EXISTS (
                              SELECT 1 FROM buyback_purchasevoucher r WHERE r.id = s.return_voucher_id AND r.returns_id = v.id)))
               OR coalesce((SELECT sum(b.amount) FROM buyback_brandentry b WHERE b.settlement_id = s.id), -1)
                  <> CASE WHEN s.reversed_at IS NULL THEN s.exchange ELSE 0 END
          INTO astray FROM buyback_settlement s WHERE s.id = NEW.{key};
        IF astray THEN
            {refuse("papers_follow_their_settlement", "claim, handset, vouchers and brand entries say what the settlement says")}
        END IF;
        """,  # noqa: S608  built of constants only
        declare=[("astray", "boolean")],
        condition=condition,
    )


SETTLEMENT_LAWS.append(redeemed_exactly_when_settled("plan_id", pgtrigger.Insert | pgtrigger.Update))
SETTLEMENT_LAWS.append(papers_follow_their_settlement("id", pgtrigger.Insert | pgtrigger.Update))

EVERY_VOUCHER_NUMBER_IS_USED = at_commit(
    "every_voucher_number_is_used",
    pgtrigger.Insert | pgtrigger.Update,
    f"""
    SELECT NOT EXISTS (SELECT 1 FROM buyback_purchasevoucher v
                        WHERE (v.store_id, v.letter, v.year, v.serial) = (NEW.store_id, NEW.letter, NEW.year, NEW.last)) INTO unused;
    IF unused THEN
        {refuse("every_voucher_number_is_used", "a number was taken and no voucher bears it")}
    END IF;
    """,  # noqa: S608  built of constants only
    declare=[("unused", "boolean")],
    condition=pgtrigger.Condition("(NEW.letter = 'P')"),
)

VOUCHER_LAWS = [
    never("vouchers_never_change", pgtrigger.Update | pgtrigger.Delete, "a voucher is never changed or deleted"),
    before(
        "vouchers_bear_the_number_taken",
        pgtrigger.Insert,
        f"""
        SELECT s.code || '/' || n.letter || lpad((n.year % 100)::text, 2, '0') || '/' || lpad(n.last::text, 5, '0') INTO due
        FROM billing_numberseries n JOIN stores_store s ON s.id = n.store_id
        WHERE n.store_id = NEW.store_id AND n.letter = NEW.letter AND n.year = NEW.year AND n.last = NEW.serial;
        IF due = NEW.number AND (NEW.serial = 1 OR EXISTS (
            SELECT 1 FROM buyback_purchasevoucher v
             WHERE v.store_id = NEW.store_id AND v.letter = NEW.letter AND v.year = NEW.year AND v.serial = NEW.serial - 1)) THEN
            RETURN NEW;
        END IF;
        {refuse("vouchers_bear_the_number_taken", "a voucher bears the number last taken from its series, without a gap")}
        """,  # noqa: S608  built of constants only
        declare=[("due", "text")],
    ),
    before(
        "a_return_mirrors_its_purchase",
        pgtrigger.Insert,
        f"""
        IF NEW.kind = 'purchase' OR EXISTS (
            SELECT 1 FROM buyback_purchasevoucher v WHERE v.id = NEW.returns_id AND v.kind = 'purchase'
               AND (v.store_id, v.imei, v.amount) = (NEW.store_id, NEW.imei, NEW.amount)) THEN
            RETURN NEW;
        END IF;
        {refuse("a_return_mirrors_its_purchase", "a return repeats store, phone and amount of its purchase")}
        """,  # noqa: S608  built of constants only
    ),
]
