"""What a stolen database password, an injected statement or a hasty repair would try as the application's role, and what refuses it.

Read a row as: what somebody is after, the statement, who says no. `denied` is the server's own refusal of a right (SQLSTATE 42501) and
names what it is refused on; `law` is a constraint or trigger of ours, by its name. %(names)s are the rows of `victims.shop`.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db import models

from stores.models import ApiToken, Posting, Store
from upgrade_program.billing.models import Collection, NumberSeries, Payment, Refund, TaxDocument, TaxRule
from upgrade_program.catalog.models import PlanPrice, Srp
from upgrade_program.customers.models import ConsentText, Customer
from upgrade_program.foundation.approvals.models import Approval
from upgrade_program.foundation.audit.models import AuditRow
from upgrade_program.foundation.outbox.models import Message
from upgrade_program.foundation.requests.models import Request


@dataclass(frozen=True, slots=True)
class Hostile:
    """`law` names the constraint that refuses; without one the right is missing, and `words` stand in the server's refusal."""

    aim: str
    sql: str
    words: str = ""
    law: str = ""


def denied(aim: str, sql: str, words: str) -> Hostile:
    return Hostile(aim, sql, words=words)


def law(aim: str, sql: str, name: str) -> Hostile:
    return Hostile(aim, sql, law=name)


def again(model: type[models.Model], where: str, **changes: str) -> str:
    """Insert a row once more, without its id and with changes (SQL)."""
    columns = [field.column for field in model._meta.concrete_fields if not field.primary_key]
    assert set(changes) <= set(columns), changes
    values = [changes.get(column, f'"{column}"') for column in columns]
    table = model._meta.db_table
    names = ", ".join(f'"{column}"' for column in columns)
    return f"INSERT INTO {table} ({names}) SELECT {', '.join(values)} FROM {table} WHERE {where}"


_OF_A_TABLE = "permission denied for table {}".format
_OWNER = "must be owner of {}".format
_CLOSED, _SERVED = "a_store_is_open_or_closed_since_an_instant", "closed_stores_are_served_by_an_open_one"
_NEXT = "UPDATE billing_numberseries SET last = last + 1 WHERE letter = '{}' AND store_id = %(store)s AND year = 2027; "
_NUMBERED = {"serial": "serial + 1000", "number": "'DL01/I27/09999'"}


THE_SCHEMA = [
    denied("pass the laws by", "ALTER TABLE plans_plan DISABLE TRIGGER ALL", _OWNER("table plans_plan")),
    denied("pass the audit by", "ALTER TABLE audit_auditrow DISABLE TRIGGER USER", _OWNER("table audit_auditrow")),
    denied("pass every law by", "SET session_replication_role = replica", 'set parameter "session_replication_role"'),
    denied("drop a law", "ALTER TABLE billing_taxdocument DROP CONSTRAINT lines_sum_to_the_total", _OWNER("table billing_taxdocument")),
    denied("drop a law", "DROP INDEX one_live_plan_per_imei", _OWNER("index one_live_plan_per_imei")),
    denied("loosen a law", "ALTER TABLE plans_plan ALTER COLUMN price DROP NOT NULL", _OWNER("table plans_plan")),
    denied("weaken a law", "ALTER TABLE catalog_srp ADD CONSTRAINT c CHECK (true)", _OWNER("table catalog_srp")),
    denied("change a column", "ALTER TABLE plans_plan ALTER COLUMN price TYPE numeric(4, 2)", _OWNER("table plans_plan")),
    denied("add a column", "ALTER TABLE customers_customer ADD COLUMN card text", _OWNER("table customers_customer")),
    denied("take a table over", "ALTER TABLE audit_auditrow OWNER TO CURRENT_USER", _OWNER("table audit_auditrow")),
    denied("hide a table", "ALTER TABLE audit_auditrow RENAME TO elsewhere", _OWNER("table audit_auditrow")),
    denied("throw the trail away", "DROP TABLE audit_auditrow CASCADE", _OWNER("table audit_auditrow")),
    denied("throw everything away", "DROP SCHEMA public CASCADE", _OWNER("schema public")),
    denied("empty a ledger", "TRUNCATE audit_auditrow", _OF_A_TABLE("audit_auditrow")),
    denied("empty a ledger", "TRUNCATE billing_payment CASCADE", _OF_A_TABLE("billing_payment")),
    denied("empty the plans", "TRUNCATE plans_plan CASCADE", _OF_A_TABLE("plans_plan")),
    denied("empty what may be deleted from", "TRUNCATE requests_request", _OF_A_TABLE("requests_request")),
    denied("a trigger of one's own", "CREATE TRIGGER t BEFORE INSERT ON plans_plan EXECUTE FUNCTION x()", _OF_A_TABLE("plans_plan")),
    denied("writes into nothing", "CREATE RULE r AS ON INSERT TO audit_auditrow DO INSTEAD NOTHING", _OWNER("table audit_auditrow")),
    denied("hide rows", "CREATE POLICY p ON billing_taxdocument USING (false)", _OWNER("table billing_taxdocument")),
    denied("slow everything", "CREATE INDEX i ON plans_plan (price)", _OWNER("table plans_plan")),
    denied("a table of one's own", "CREATE TABLE plans (id int)", "denied for schema public"),
    denied("a false table before the true one", "CREATE TEMP TABLE billing_collection (id int)", "temporary tables in database"),
    denied("a view of one's own", "CREATE VIEW v AS SELECT 1", "denied for schema public"),
    denied("a schema of one's own", "CREATE SCHEMA mine", "denied for database"),
    denied("open the back door", "CREATE OR REPLACE FUNCTION _pgtrigger_should_ignore(trigger_name name) RETURNS boolean LANGUAGE sql"
           " AS 'SELECT true'", "denied for schema public"),
    denied("bend a function", "ALTER FUNCTION audit_last(bigint) SECURITY DEFINER", _OWNER("function audit_last")),
    denied("drop a function", "DROP FUNCTION audit_last(bigint) CASCADE", _OWNER("function audit_last")),
    denied("set the numbers of plans", "SELECT setval('plans_plan_id_seq', 1000000)", "denied for sequence plans_plan_id_seq"),
    denied("set the ids of the trail", "SELECT setval('audit_auditrow_id_seq', 1000000)", "denied for sequence audit_auditrow_id_seq"),
    denied("burn ids", "ALTER SEQUENCE plans_plan_id_seq RESTART", _OWNER("sequence plans_plan_id_seq")),
    denied("stop the shop", "LOCK TABLE billing_taxdocument IN ACCESS EXCLUSIVE MODE", _OF_A_TABLE("billing_taxdocument")),
    denied("pretend a migration ran", "INSERT INTO django_migrations (app, name, applied) VALUES ('plans', '0099', now())",
           _OF_A_TABLE("django_migrations")),
    denied("a new permission", "INSERT INTO auth_permission (name, content_type_id, codename) VALUES ('a', 1, 'a')",
           _OF_A_TABLE("auth_permission")),
]  # fmt: skip

THE_SERVER = [
    denied("become the owner", "SET ROLE {owner}", 'set role "{owner}"'),
    denied("join the owner", "GRANT {owner} TO CURRENT_USER", 'grant role "{owner}"'),
    denied("become superuser", "ALTER ROLE CURRENT_USER SUPERUSER", "denied to alter role"),
    denied("a role of one's own", "CREATE ROLE mine SUPERUSER", "denied to create role"),
    denied("read the passwords", "SELECT rolpassword FROM pg_authid", _OF_A_TABLE("pg_authid")),
    denied("run a program", "COPY plans_plan TO PROGRAM 'true'", "external program"),
    denied("write a file", "COPY plans_plan TO '/tmp/plans'", "COPY to a file"),
    denied("read a file", "COPY requests_request (answer) FROM '/etc/passwd'", "COPY from a file"),
    denied("read a file", "SELECT pg_read_file('/etc/passwd')", "function pg_read_file"),
    denied("look around", "SELECT pg_ls_dir('.')", "function pg_ls_dir"),
    denied("swallow a file", "SELECT lo_import('/etc/passwd')", "function lo_import"),
    denied("a door to elsewhere", "CREATE EXTENSION pageinspect", 'create extension "pageinspect"'),
    denied("listen to everything", "CREATE EVENT TRIGGER e ON ddl_command_end EXECUTE FUNCTION x()", 'create event trigger "e"'),
    denied("publish everything", "CREATE PUBLICATION p FOR TABLE plans_plan", "denied for database"),
    denied("lengthen everybody's patience", 'ALTER DATABASE "%(database)s" SET statement_timeout = 0', _OWNER("database %(database)s")),
]

MONEY = [
    denied("delete a ledger", "DELETE FROM billing_payment", _OF_A_TABLE("billing_payment")),
    denied("delete a ledger", "DELETE FROM billing_refund", _OF_A_TABLE("billing_refund")),
    denied("delete a tax document", "DELETE FROM billing_taxdocument WHERE id = %(invoice)s", _OF_A_TABLE("billing_taxdocument")),
    denied("delete a number series", "DELETE FROM billing_numberseries", _OF_A_TABLE("billing_numberseries")),
    denied("rewrite an invoice", "UPDATE billing_taxdocument SET total = 1 WHERE id = %(invoice)s", _OF_A_TABLE("billing_taxdocument")),
    denied("change its number", "UPDATE billing_taxdocument SET number = 'X' WHERE id = %(invoice)s", _OF_A_TABLE("billing_taxdocument")),
    denied("change its buyer", "UPDATE billing_taxdocument SET buyer = '{}' WHERE id = %(invoice)s", _OF_A_TABLE("billing_taxdocument")),
    denied("pay less", "UPDATE billing_payment SET amount = 1 WHERE id = %(payment)s", _OF_A_TABLE("billing_payment")),
    denied("card for cash", "UPDATE billing_payment SET method = 'cash' WHERE id = %(upi_payment)s", _OF_A_TABLE("billing_payment")),
    denied("ask for less", "UPDATE billing_collection SET amount = 1 WHERE id = %(collection)s", _OF_A_TABLE("billing_collection")),
    denied("a refund of less", "UPDATE billing_refund SET amount = 1", _OF_A_TABLE("billing_refund")),
    denied("another store's numbers", "UPDATE billing_numberseries SET store_id = %(other_store)s", _OF_A_TABLE("billing_numberseries")),
    denied("another tax rate", "UPDATE billing_taxrule SET rate = 5", _OF_A_TABLE("billing_taxrule")),
    denied("another float", "UPDATE billing_drawer SET opening = 0 WHERE id = %(drawer)s", _OF_A_TABLE("billing_drawer")),
    denied("cash that never moved", "DELETE FROM billing_cashmove WHERE id = %(move)s", _OF_A_TABLE("billing_cashmove")),
    denied("empty a closed drawer", "DELETE FROM billing_drawerline WHERE id = %(line)s", _OF_A_TABLE("billing_drawerline")),
    law("ask for nothing", again(Collection, "id = %(collection)s", amount="-549", state="'open'"), "a_collection_asks_for_money"),
    law("a refund without a sale", again(Collection, "id = %(collection)s", state="'refunded'"), "collections_follow_their_life"),
    law("unpay a sale", "UPDATE billing_collection SET state = 'open' WHERE id = %(collection)s", "collections_follow_their_life"),
    law("pay without paying", "UPDATE billing_collection SET state = 'paid' WHERE id = %(open_collection)s",
        "paid_means_every_payment_is_received"),
    law("keep a voided sale's money", "UPDATE billing_collection SET state = 'refunded' WHERE id = %(collection)s",
        "what_was_received_is_given_back"),
    law("negative money", again(Payment, "id = %(payment)s", amount="-1"), "a_payment_is_more_than_nothing"),
    law("pay twice", again(Payment, "id = %(payment)s"), "payments_sum_to_the_amount"),
    law("one UTR for two sales", again(Payment, "id = %(upi_payment)s", collection_id="%(open_collection)s"), "one_utr_a_day"),
    law("keep a card number", again(Payment, "id = %(payment)s", method="'card'", reference="'4242 424242424242'"),
        "no_card_number_is_ever_stored"),
    law("points nobody counted", again(Payment, "id = %(payment)s", method="'points'"), "points_are_counted_and_pay_whole_rupees"),
    law("take a payment back", "UPDATE billing_payment SET state = 'void', received_at = NULL WHERE id = %(payment)s",
        "payments_settle_once"),
    law("another day's payment", "UPDATE billing_payment SET day = day - 30 WHERE id = %(payment)s", "payments_settle_once"),
    law("give a standing sale's money back", "INSERT INTO billing_refund (payment_id, amount, at) VALUES (%(payment)s, 549, %(at)s)",
        "refunds_mirror_the_payment"),
    law("give it back twice", again(Refund, "credit_note_id = %(credit_note)s"), "a_payment_is_refunded_once"),
    law("leave a gap in the numbers", "UPDATE billing_numberseries SET last = last + 5", "series_count_up_by_one"),
    law("give a number twice", "UPDATE billing_numberseries SET last = last - 1", "series_count_up_by_one"),
    law("take a number for nothing", _NEXT.format("I"), "every_number_taken_is_used"),
    law("begin in the middle", again(NumberSeries, "store_id = %(store)s AND letter = 'I' AND year = 2027", store_id="%(other_store)s"),
        "series_count_up_by_one"),
    law("an invoice out of the air", again(TaxDocument, "id = %(invoice)s", **_NUMBERED), "documents_bear_the_number_taken"),
    law("bill a sale twice", _NEXT.format("I") + again(TaxDocument, "id = %(invoice)s", serial="(SELECT last FROM billing_numberseries n"
        " WHERE n.letter = 'I' AND n.store_id = %(store)s AND n.year = 2027)", number="'DL01/I27/' || lpad((SELECT last FROM"
        " billing_numberseries n WHERE n.letter = 'I' AND n.store_id = %(store)s AND n.year = 2027)::text, 5, '0')"),
        "one_invoice_per_collection"),
    law("bill what nobody paid", _NEXT.format("I") + again(TaxDocument, "id = %(invoice)s", collection_id="%(open_collection)s",
        serial="(SELECT last FROM billing_numberseries n WHERE n.letter = 'I' AND n.store_id = %(store)s AND n.year = 2027)",
        number="'DL01/I27/' || lpad((SELECT last FROM billing_numberseries n WHERE n.letter = 'I' AND n.store_id = %(store)s"
        " AND n.year = 2027)::text, 5, '0')"), "an_invoice_bills_what_was_paid"),
    law("credit a standing invoice for less", _NEXT.format("C") + again(TaxDocument, "id = %(credit_note)s", credits_id="%(invoice)s",
        total="100", taxable="16.26", serial="serial + 1", number="'DL01/C27/00002'"), "a_credit_note_mirrors_its_invoice"),
    law("a second tax rule", again(TaxRule, "true", rate="5", draft_id="%(terms_draft)s"), "tax_rules_of_one_sac_do_not_overlap"),
    law("end a tax rule in the past, twice", "UPDATE billing_taxrule SET valid = daterange(lower(valid), '2021-01-01');"
        " UPDATE billing_taxrule SET valid = daterange(lower(valid), NULL)", "tax_rules_are_only_closed"),
    law("open a closed drawer", "UPDATE billing_drawer SET closed_at = NULL WHERE id = %(drawer)s", "drawers_follow_their_life"),
    law("count a closed drawer again", "UPDATE billing_drawer SET counted = 1 WHERE id = %(drawer)s", "drawers_follow_their_life"),
    law("cash out of a closed drawer", "INSERT INTO billing_cashmove (drawer_id, kind, amount, reason, at, by_id)"
        " VALUES (%(drawer)s, 'paid_out', 500, 'Tea', %(later)s, %(manager)s)", "moves_enter_an_open_drawer"),
]  # fmt: skip

PRICES = [
    denied("another SRP", "UPDATE catalog_srp SET amount = 1 WHERE id = %(srp)s", _OF_A_TABLE("catalog_srp")),
    denied("forget a price", "DELETE FROM catalog_planprice", _OF_A_TABLE("catalog_planprice")),
    denied("another plan price", "UPDATE catalog_planprice SET amount = 1 WHERE id = %(price)s", _OF_A_TABLE("catalog_planprice")),
    denied("another SKU", "UPDATE catalog_variant SET sku = 'iphone' WHERE id = %(variant)s", _OF_A_TABLE("catalog_variant")),
    denied("another model", "UPDATE catalog_devicemodel SET name = 'iPhone' WHERE id = %(model)s", _OF_A_TABLE("catalog_devicemodel")),
    law("two plan prices at once", again(PlanPrice, "id = %(price)s", amount="1"), "prices_of_one_model_do_not_overlap"),
    law("a plan for nothing", again(PlanPrice, "id = %(price)s", amount="-1", valid="tstzrange('2010-01-01', '2010-02-01')"),
        "plan_price_is_above_zero"),
    law("a price in the past", again(PlanPrice, "id = %(price)s", set_by_id="%(office)s", set_at="%(at)s", change_id="%(change)s",
        valid="tstzrange('2010-01-01', '2010-02-01')"), "nobody_sets_a_price_in_the_past"),
    law("move a price's beginning", "UPDATE catalog_planprice SET valid = tstzrange('2010-01-01', upper(valid)) WHERE id = %(price)s",
        "prices_stay_as_written"),
    law("withdraw a price in force", "UPDATE catalog_planprice SET withdrawn_at = %(at)s WHERE id = %(price)s",
        "only_a_price_not_yet_in_force_is_withdrawn"),
    law("two SRPs on one day", again(Srp, "id = %(srp)s", amount="1"), "srps_of_one_variant_do_not_overlap"),
    law("a negative SRP", again(Srp, "id = %(srp)s", amount="-1", valid="daterange('2010-01-01', '2010-02-01')"), "srp_is_above_zero"),
    law("an SRP of years ago", "UPDATE catalog_srp SET valid = daterange('2010-01-01', upper(valid)) WHERE id = %(srp)s",
        "srps_stay_as_written"),
]  # fmt: skip

_WISH = "INSERT INTO customers_erasurewish (customer_id, asked_at, ended_at) VALUES"
PEOPLE = [
    denied("forget a customer", "DELETE FROM customers_customer WHERE id = %(customer)s", _OF_A_TABLE("customers_customer")),
    denied("bring who was erased back", "DELETE FROM customers_erasure", _OF_A_TABLE("customers_erasure")),
    denied("erase another than was asked", "UPDATE customers_erasure SET customer_id = 1", _OF_A_TABLE("customers_erasure")),
    denied("forget that somebody asked to be erased", "DELETE FROM customers_erasurewish", _OF_A_TABLE("customers_erasurewish")),
    denied("another one asked", "UPDATE customers_erasurewish SET customer_id = 1", _OF_A_TABLE("customers_erasurewish")),
    law("ask twice to be erased", f"{_WISH} (%(customer)s, %(at)s, NULL), (%(customer)s, %(at)s, NULL)",
        "a_customer_asks_once_to_be_erased"),
    law("a wish that ended before it began", f"{_WISH} (%(customer)s, %(at)s, '2000-01-01')", "a_wish_to_be_erased_ends_after_it_began"),
    law("a wish that ends twice", f"{_WISH} (%(customer)s, %(at)s, %(at)s); UPDATE customers_erasurewish SET ended_at = '2099-01-01'",
        "a_wish_to_be_erased_only_ends"),
    denied("name the forgotten", "DELETE FROM plans_forgottenholder", _OF_A_TABLE("plans_forgottenholder")),
    law("erase a person unasked", "INSERT INTO customers_erasure (customer_id, approval_id, asked_by_id, granted_by_id, at)"
        " VALUES (%(customer)s, %(approval)s, %(clerk)s, %(manager)s, %(at)s)", "an_erasure_is_what_was_asked_and_granted"),
    law("erase a person alone", "INSERT INTO customers_erasure (customer_id, approval_id, asked_by_id, granted_by_id, at)"
        " VALUES (%(customer)s, %(approval)s, %(manager)s, %(manager)s, %(at)s)", "nobody_erases_alone"),
    law("forget the holder of a live plan", "INSERT INTO plans_forgottenholder (customer_id, at) VALUES (%(customer)s, %(at)s)",
        "a_live_plan_names_its_holder"),
    law("forget a holder who is known", "INSERT INTO plans_forgottenholder (customer_id, at) SELECT id, %(at)s FROM customers_customer c"
        " WHERE NOT EXISTS (SELECT 1 FROM plans_plan WHERE customer_id = c.id) LIMIT 1", "only_an_erased_customer_is_forgotten"),
    law("rename who was erased", "INSERT INTO customers_erasure (customer_id, approval_id, asked_by_id, granted_by_id, at)"
        " VALUES (%(customer)s, %(approval)s, %(clerk)s, %(manager)s, %(at)s);"
        " UPDATE customers_customer SET name = 'Somebody' WHERE id = %(customer)s", "an_erased_customer_stays_erased"),
    law("a customer born erased", again(Customer, "id = %(customer)s", mobile="'~17'"), "a_customer_begins_with_a_mobile"),
    denied("another's mobile", "UPDATE customers_customer SET mobile = '+919999999999'", _OF_A_TABLE("customers_customer")),
    denied("a consent never given", "UPDATE customers_consent SET given_at = now()", _OF_A_TABLE("customers_consent")),
    denied("forget a consent", "DELETE FROM customers_consent", _OF_A_TABLE("customers_consent")),
    denied("other words", "UPDATE customers_consenttext SET text = 'anything'", _OF_A_TABLE("customers_consenttext")),
    denied("another person's name", "UPDATE stores_staffuser SET username = 'mine' WHERE id = %(clerk)s", _OF_A_TABLE("stores_staffuser")),
    denied("forget a person", "DELETE FROM stores_staffuser WHERE id = %(clerk)s", _OF_A_TABLE("stores_staffuser")),
    denied("make oneself manager", "UPDATE stores_posting SET role = 'manager' WHERE id = %(posting)s", _OF_A_TABLE("stores_posting")),
    denied("a token for ever", "UPDATE stores_apitoken SET expires_at = '2099-01-01' WHERE id = %(token)s", _OF_A_TABLE("stores_apitoken")),
    denied("another's token", "UPDATE stores_apitoken SET staff_id = %(manager)s WHERE id = %(token)s", _OF_A_TABLE("stores_apitoken")),
    denied("another store's code", "UPDATE stores_store SET code = 'XX' WHERE id = %(store)s", _OF_A_TABLE("stores_store")),
    denied("close a store for good", "DELETE FROM stores_store WHERE id = %(store)s", _OF_A_TABLE("stores_store")),
    law("a clerk in head office", "UPDATE stores_staffuser SET office_role = 'head_office' WHERE id = %(clerk)s",
        "office_staff_have_no_posting"),
    law("an ended posting again", "UPDATE stores_posting SET until = NULL WHERE id = %(ended_posting)s", "postings_end_and_never_change"),
    law("posted twice", again(Posting, "id = %(posting)s", role="'manager'"), "one_live_posting_per_person_and_store"),
    law("a token in clear", again(ApiToken, "id = %(token)s", digest="'a-token-in-clear'"), "token_digest_is_sha256"),
    law("another state's GSTIN", "UPDATE stores_store SET gstin = '27AAPFU0939F1ZV' WHERE id = %(store)s", "gstin_begins_with_the_state"),
    law("a store without a name", again(Store, "id = %(store)s", code="'NEW'", name="''"), "invoice_lines_of_a_store_are_filled"),
    law("close a store on no day", "UPDATE stores_store SET is_open = false WHERE id = %(store)s", _CLOSED),
    law("serve a store that trades", "UPDATE stores_store SET served_by_id = %(other_store)s WHERE id = %(store)s", _CLOSED),
    law("close a store into itself", "UPDATE stores_store SET is_open = false, closed_at = %(at)s, served_by_id = id WHERE id = %(store)s",
        _SERVED),
    law("two stores that serve each other", "UPDATE stores_store SET is_open = false, closed_at = %(at)s, served_by_id = %(other_store)s"
        " WHERE id = %(store)s; UPDATE stores_store SET is_open = false, closed_at = %(at)s WHERE id = %(other_store)s", _SERVED),
    law("a mobile abroad", again(Customer, "id = %(customer)s", mobile="'+498104554221'"), "mobile_is_indian_with_plus_91"),
    law("two texts in force", again(ConsentText, "id = (SELECT min(id) FROM customers_consenttext)", version="9"),
        "consent_texts_in_force_do_not_overlap"),
]  # fmt: skip

TRAILS = [
    denied("rewrite the trail", "UPDATE audit_auditrow SET actor_id = 1", _OF_A_TABLE("audit_auditrow")),
    denied("cut the trail", "DELETE FROM audit_auditrow", _OF_A_TABLE("audit_auditrow")),
    denied("read the trail to change it", "SELECT 1 FROM audit_auditrow FOR UPDATE", _OF_A_TABLE("audit_auditrow")),
    denied("rewrite the desk's own log", "DELETE FROM django_admin_log", _OF_A_TABLE("django_admin_log")),
    denied("other news", "UPDATE outbox_message SET payload = '{}'", _OF_A_TABLE("outbox_message")),
    denied("unsay news", "DELETE FROM outbox_message WHERE id = %(message)s", _OF_A_TABLE("outbox_message")),
    denied("another's answer", "UPDATE requests_request SET body_hash = ''", _OF_A_TABLE("requests_request")),
    denied("a second original", "UPDATE documents_print SET original = true", _OF_A_TABLE("documents_print")),
    denied("a message never sent", "DELETE FROM messaging_message", _OF_A_TABLE("messaging_message")),
    denied("necessary after all", "UPDATE messaging_message SET category = 'necessary', until = NULL", _OF_A_TABLE("messaging_message")),
    denied("other words than were sent", "UPDATE messaging_textversion SET text = 'x'", _OF_A_TABLE("messaging_textversion")),
    denied("unsay what was not wanted", "UPDATE messaging_preference SET wants = true", _OF_A_TABLE("messaging_preference")),
    denied("forget what was not wanted", "DELETE FROM messaging_preference", _OF_A_TABLE("messaging_preference")),
    denied("a code for another act", "UPDATE otp_challenge SET subject = 'plan:1'", _OF_A_TABLE("otp_challenge")),
    law("the same news twice", again(Message, "id = %(message)s"), "news_is_recorded_once"),
    law("delivered and given up", "UPDATE outbox_message SET delivered_at = now(), parked_at = now() WHERE id = %(message)s",
        "news_is_delivered_or_parked_never_both"),
    law("one key, two answers", again(Request, "true"), "a_key_is_used_once_per_actor_and_route"),
    law("a trail of nobody", again(AuditRow, "chain = %(store)s", verb="NULL"), "verb"),
]  # fmt: skip

_GRANT = ("UPDATE approvals_approval SET state = 'granted', decided_by_id = {}, decided_by_name = 'Somebody', decided_at = %(at)s"
          " WHERE id = %(approval)s").format  # fmt: skip
APPROVALS = [
    denied("forget who asked", "DELETE FROM approvals_approval", _OF_A_TABLE("approvals_approval")),
    denied("ask for more than was asked", "UPDATE approvals_approval SET facts = '{}'", _OF_A_TABLE("approvals_approval")),
    denied("have had another ask", "UPDATE approvals_approval SET asked_by_id = %(manager)s", _OF_A_TABLE("approvals_approval")),
    denied("need no head office", "UPDATE approvals_approval SET needs = 'manager'", _OF_A_TABLE("approvals_approval")),
    law("approve one's own", _GRANT("asked_by_id"), "nobody_approves_their_own"),
    law("approve as nobody", _GRANT("NULL"), "a_decision_has_person_and_time"),
    law("turn a no into a yes", "UPDATE approvals_approval SET state = 'granted' WHERE id = %(rejected_approval)s",
        "an_approval_is_decided_once"),
    law("granted without being asked", again(Approval, "id = %(approval)s", subject="'claim:99'", state="'granted'",
        decided_by_id="%(manager)s", decided_by_name="'Somebody'", decided_at="%(at)s"), "an_approval_starts_waiting"),
    law("ask until somebody says yes", again(Approval, "id = %(approval)s"), "one_waiting_approval_a_kind_and_subject"),
]  # fmt: skip

BATTERY = [*THE_SCHEMA, *THE_SERVER, *MONEY, *PRICES, *PEOPLE, *TRAILS, *APPROVALS]
