"""Triggers that keep what was agreed: the words of a consent text, and the consents given to them."""

import pgtrigger

from upgrade_program.foundation.database.laws import at_commit, before, never, never_when, refuse

TEXTS_STAY_AS_WRITTEN = before(
    "consent_texts_stay_as_written",
    pgtrigger.Update | pgtrigger.Delete,
    f"""
        IF TG_OP = 'UPDATE'
           AND (OLD.id, OLD.purpose, OLD.version, OLD.language, OLD.text) = (NEW.id, NEW.purpose, NEW.version, NEW.language, NEW.text)
           AND lower(NEW.in_force) = lower(OLD.in_force) AND upper_inf(OLD.in_force) AND NOT isempty(NEW.in_force) THEN
            RETURN NEW;
        END IF;
        {refuse("consent_texts_stay_as_written", "people agreed to these words: only the open end of a text is set, once")}
    """,
)
CONSENTS_ARE_ONLY_ADDED = never(
    "consents_are_only_added", pgtrigger.Update | pgtrigger.Delete, "a consent is a record of what was agreed and never changes"
)
CUSTOMER_LAWS = [
    never_when("a_customer_begins_with_a_mobile", pgtrigger.Insert, "NEW.mobile LIKE '~%'", "nobody is erased before they are known"),
    never_when(
        "an_erased_customer_stays_erased",
        pgtrigger.Update,
        "OLD.mobile LIKE '~%' AND (NEW.mobile, NEW.name, NEW.email) IS DISTINCT FROM (OLD.mobile, OLD.name, OLD.email)",
        "who was erased is known by nothing any more",
    ),
]
ERASURE_LAWS = [
    never("erasures_are_only_added", pgtrigger.Update | pgtrigger.Delete, "a person who was erased stays erased"),
    at_commit(
        "an_erasure_is_what_was_asked_and_granted",
        pgtrigger.Insert,
        """IF NOT EXISTS (SELECT 1 FROM approvals_approval said
             WHERE said.id = NEW.approval_id AND said.kind = 'customer.erasure' AND said.subject = 'customer:' || NEW.customer_id
               AND said.state = 'granted' AND said.asked_by_id = NEW.asked_by_id AND said.decided_by_id = NEW.granted_by_id) THEN """  # noqa: S608  (the words of this module)
        + refuse("an_erasure_is_what_was_asked_and_granted", "a person is erased when one asked for it and another one granted it")
        + " END IF;",
        declare=[],
    ),
    pgtrigger.Trigger(
        name="a_customer_follows_their_erasure",
        when=pgtrigger.After,
        operation=pgtrigger.Insert,
        func="""
            UPDATE customers_customer SET mobile = '~' || id, name = '(erased)', email = '' WHERE id = NEW.customer_id;
            RETURN NULL;
        """,
    ),
]
WISH_LAWS = [
    never("wishes_to_be_erased_stay_on_record", pgtrigger.Delete, "that somebody asked to be erased is not undone"),
    never_when(
        "a_wish_to_be_erased_only_ends",
        pgtrigger.Update,
        "(OLD.id, OLD.customer_id, OLD.asked_at) IS DISTINCT FROM (NEW.id, NEW.customer_id, NEW.asked_at) OR OLD.ended_at IS NOT NULL",
        "who asked, and when, never changes, and a wish ends once",
    ),
]
PLAN_WITHDRAWAL_LAWS = [
    never("withdrawals_of_a_plan_stay_on_record", pgtrigger.Delete, "that a consent was taken back is not undone; it may be given again"),
    never_when(
        "the_consent_to_a_plan_is_what_is_withdrawn",
        pgtrigger.Insert,
        """NOT EXISTS (SELECT 1 FROM customers_consent agreed JOIN customers_consenttext words ON words.id = agreed.text_id
             WHERE agreed.id = NEW.consent_id AND agreed.subject = NEW.subject AND words.purpose = 'plan' AND NEW.subject LIKE 'plan:%')
           OR NEW.given_again_id IS NOT NULL""",
        "what is withdrawn is the consent to that plan, and it is not given again at once",
    ),
    never_when(
        "a_withdrawn_consent_is_only_given_again",
        pgtrigger.Update,
        """(OLD.id, OLD.consent_id, OLD.subject, OLD.at) IS DISTINCT FROM (NEW.id, NEW.consent_id, NEW.subject, NEW.at)
           OR OLD.given_again_id IS NOT NULL
           OR NOT EXISTS (SELECT 1 FROM customers_consent agreed WHERE agreed.id = NEW.given_again_id AND agreed.subject = NEW.subject)""",
        "what was withdrawn, and when, never changes; another consent to the same plan follows once",
    ),
]
SESSION_LAWS = [
    never_when(
        "a_customers_session_stays_theirs",
        pgtrigger.Update,
        "(OLD.id, OLD.customer_id, OLD.digest, OLD.device, OLD.created_at, OLD.expires_at) IS DISTINCT FROM "
        "(NEW.id, NEW.customer_id, NEW.digest, NEW.device, NEW.created_at, NEW.expires_at)",
        "whose a session is, and how long it lasts, never changes",
    ),
    never_when(
        "an_ended_session_stays_ended",
        pgtrigger.Update,
        "OLD.ended_at IS NOT NULL AND (OLD.ended_at, OLD.last_seen_at) IS DISTINCT FROM (NEW.ended_at, NEW.last_seen_at)",
        "who was signed out signs in anew",
    ),
]
