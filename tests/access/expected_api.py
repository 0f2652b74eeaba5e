"""The table of who may do what, for the API. Read as `expected` says."""

from __future__ import annotations

from tests.access.rules import (
    ANY_STORE_BY_NUMBER,
    ANYBODY,
    MANAGER_OF_THE_SETTLING_STORE,
    OWN_STORE_MANAGER,
    OWN_STORE_STAFF,
    SELLERS,
    STAFF,
    Row,
    call,
    counter_first,
    public,
)

API: dict[str, Row] = {
    "api:tokens": public(POST=ANYBODY.changing(200)) | call(DELETE=STAFF.changing(204)),
    "api:variants": call(GET=STAFF),
    "api:estimate": public(GET=ANYBODY),
    "api:consent": public(GET=ANYBODY),
    "api:plans": call(GET=STAFF, POST=SELLERS.changing(201)),
    "api:search": call(POST=STAFF),
    "api:plan": call(GET=ANY_STORE_BY_NUMBER),
    "api:value": call(GET=ANY_STORE_BY_NUMBER),
    "api:otp": call(POST=counter_first(OWN_STORE_MANAGER).changing(202)),
    "api:cancel": call(POST=counter_first(OWN_STORE_MANAGER).changing(200)),
    "api:points_otp": call(POST=SELLERS.then(409)),  # of a customer who is no member
    "api:refund": call(GET=counter_first(OWN_STORE_MANAGER)),
    "api:transfer": call(POST=counter_first(OWN_STORE_STAFF).then(409)),  # the first terms know none
    "api:plan_consent": call(POST=counter_first(SELLERS).then(403)),  # without the holder's code
    "api:payment": call(POST=counter_first(OWN_STORE_STAFF).changing(200)),
    "api:claim_open": call(POST=counter_first(SELLERS).changing(201)),
    "api:claims": call(GET=STAFF),
    "api:claim": call(GET=ANY_STORE_BY_NUMBER),
    "api:claim_photos": call(POST=counter_first(SELLERS).changing(201)),
    "api:claim_inspection": call(POST=counter_first(SELLERS).changing(200)),
    "api:claim_offer": call(POST=counter_first(SELLERS).changing(200)),
    "api:claim_settle": call(POST=counter_first(SELLERS).changing(200)),
    "api:claim_refuse": call(POST=counter_first(SELLERS).changing(200)),
    "api:claim_second_look": call(POST=counter_first(SELLERS).changing(200)),
    "api:claim_decline": call(POST=counter_first(SELLERS).changing(200)),
    "api:claim_refund": call(GET=MANAGER_OF_THE_SETTLING_STORE),
    "api:claim_reverse": call(POST=MANAGER_OF_THE_SETTLING_STORE.changing(200)),
    "api:member_lookup": call(POST=STAFF),
    "api:member_entries": call(GET=ANY_STORE_BY_NUMBER),
    "api:member_otp": call(POST=counter_first(SELLERS).changing(202)),
    "api:member_consent": call(POST=counter_first(SELLERS).then(403)),  # without the member's code
    "api:membership": call(POST=counter_first(SELLERS).changing(201)),
    "api:membership_cancel": call(POST=counter_first(OWN_STORE_MANAGER).changing(200)),
    "api:message_reports": public(POST=ANYBODY.then(401)),  # the provider's signature opens it: see test_message_reports.py
    "api:rewards": call(GET=STAFF),
    "api:redemptions": call(POST=counter_first(SELLERS).changing(201)),
    "api:schema": public(GET=ANYBODY),
    "api:docs": public(GET=ANYBODY),
}
