"""The part of a file that was promised: to whom, on which phone, for what price, and the terms as they were frozen."""

from __future__ import annotations

from datetime import date
from hashlib import sha256

from upgrade_program.customers.mobiles import masked_mobile
from upgrade_program.foundation.audit.chain import canonical
from upgrade_program.foundation.ui.figures import percent
from upgrade_program.plans.models import Plan
from upgrade_program.plans.queries import check_titles, terms_by_id
from upgrade_program.plans.terms import Terms, assured_value, tier_table
from upgrade_program.reporting.plan_file.part import NOTHING, Part, day, money, phone, spoken, typed, when


def promise(plan: Plan, *, on: date) -> Part:
    """What was sold, and how it stands on a day."""
    value = assured_value(plan.promise, on=on)
    price = plan.price_version
    held = f"{percent(plan.held_percent)} through {day(plan.held_until)}" if plan.held_until and plan.held_percent else NOTHING
    text = plan.consent.text
    facts = [
        ("Plan", plan.written),
        ("Status", f"{spoken(plan.status)}; on {day(on)} {value.value_status}, worth {money(value.assured)}"),
        ("Store", f"{plan.store.code} {plan.store.name}"),
        ("Sold", f"{when(plan.sold_at)}, {plan.sold_by.name}"),
        ("Activated", when(plan.activated_at)),
        ("Ended", when(plan.ended_at)),
        ("Customer", plan.customer_name),
        ("Mobile", masked_mobile(plan.customer.mobile)),
        ("Consent", f"version {text.version} ({text.language}), {when(plan.consent.given_at)}"),
        ("Phone", f"{plan.device}, {plan.sku}"),
        ("IMEI", phone(plan.imei)),
        ("Bill of the phone", f"{plan.phone_invoice_number}, {day(plan.bill_date)}, {money(plan.phone_invoice_price)}"),
        ("Why an earlier bill date", typed(plan.earlier_date_reason)),
        ("SRP, and what per cent are taken of", f"{money(plan.srp)}, {money(plan.base)}"),
        ("Plan price", f"{money(plan.price)}, in force since {when(price.valid.lower)}" if price.valid.lower else money(plan.price)),
        ("Value from, through", f"{day(plan.first_tier_on)}, {day(plan.expires_on)}"),
        ("Free look through", day(plan.free_look_until)),
        ("Held", held),
    ]
    return Part("promise", "The promise", facts)


def terms(plan: Plan) -> Part:
    """The frozen terms with their tiers in days and rupees; whether they are what was published then, and their fingerprint."""
    frozen = Terms.thawed(plan.frozen)
    limits = frozen.limits
    facts = [
        ("Version", f"{frozen.version}, of the {'SRP' if frozen.basis == 'srp' else 'lower of SRP and price'}"),
        ("As published then", "yes" if frozen == terms_by_id(plan.terms_id) else "NO, they differ from the published version"),
        ("Waiting, free look", f"{frozen.activation_days} days, {frozen.free_look_days} days"),
        ("A claim holds for", f"{limits.hold_days} days"),
        ("A manager may waive", f"{percent(limits.override_percent)}, at most {money_of(limits.override_rupees)}"),
        ("SHA-256 of the frozen copy", fingerprint(plan)),
    ]
    dated = tier_table(frozen, bill_date=plan.bill_date, base=plan.base)
    rows = [(day(tier.start), day(tier.end), percent(tier.percent), money(tier.value)) for tier in dated]
    return Part("terms", "Frozen terms", facts, ("From", "Through", "Share", "Assured value"), rows)


def check_list(plan: Plan) -> Part:
    """What a fault takes off by the frozen terms."""
    titles = check_titles(plan.terms_id).get("en", {})
    rows = [(titles.get(check.key, check.key), percent(check.minor), percent(check.major)) for check in Terms.thawed(plan.frozen).checks]
    return Part(
        "check_list", "Check list as promised", columns=("Question", "Minor", "Major"), rows=rows, none="These terms deduct nothing."
    )


def life(plan: Plan) -> Part:
    """Its handsets and holders, as they changed."""
    rows = [(swap.at, "Phone exchanged", phone(swap.old_imei), phone(swap.new_imei), swap.approved_by.name, swap.request.document)
            for swap in plan.swaps.select_related("approved_by", "request")]  # fmt: skip
    for change in plan.holder_changes.select_related("by", "old_customer", "new_customer"):
        old, new = (f"{name}, {masked_mobile(who.mobile)}" for name, who in (
            (change.old_name, change.old_customer), (change.new_name, change.new_customer)))  # fmt: skip
        rows.append((change.at, spoken(change.kind), old, new, change.by.name, typed(change.reason)))
    told = [(when(at), *words) for at, *words in sorted(rows)]
    columns = ("When", "What", "Before", "After", "By", "Paper or reason")
    return Part("life", "Handsets and holders", columns=columns, rows=told, none="The same handset and the same holder as at the sale.")


def fingerprint(plan: Plan) -> str:
    """Of the frozen copy as PostgreSQL writes it, so that anybody can compute it again."""
    return sha256(canonical(plan.frozen).encode()).hexdigest()


def money_of(rupees: int) -> str:
    return f"₹{rupees}"
