"""The rules of the table, in words: who comes in, and how everybody else is turned away. Source: smart-upgrade section 7."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from tests.access.people import FORBIDDEN, NO_SUCH_METHOD, NO_TOKEN, NOT_THERE, OFFICE_DOOR, SIGN_IN, Answer, Thing, Who

OK = Answer(200)
Refusal = Callable[[Who, Thing], Answer | None]  # None: this one comes in


@dataclass(frozen=True, slots=True)
class Rule:
    """Who is refused and how; what those who come in get, and whether their request changes anything."""

    refusal: Refusal
    comes_in: Answer = OK
    changes: bool = False

    def then(self, status: int, to: str = "", *, changes: bool = False) -> Rule:
        """The same rule, with another answer for those who come in."""
        return replace(self, comes_in=Answer(status, to), changes=changes)

    def changing(self, status: int, to: str = "") -> Rule:
        """The same rule; the act of those who come in must leave a trace, or the body sent proves nothing."""
        return self.then(status, to, changes=True)

    def behind(self, door: Refusal) -> Rule:
        """The same rule, asked only of those whom the door lets pass."""
        own = self.refusal
        return replace(self, refusal=lambda who, thing: door(who, thing) or own(who, thing))

    def expected(self, who: Who, thing: Thing) -> tuple[Answer, bool]:
        """The answer, and whether anything changes."""
        no = self.refusal(who, thing)
        return (no, False) if no else (self.comes_in, self.changes)


Row = dict[str, Rule]  # method -> rule; a method that is not named does not exist: 405 for everybody


# The doors -----------------------------------------------------------------------------------------------------------------------------


def _counter_door(who: Who, thing: Thing) -> Answer | None:
    """Strangers are led to the sign-in page, people without a role are turned away."""
    if not who.signed_in:
        return SIGN_IN
    return None if who.at_work else FORBIDDEN


def _api_door(who: Who, thing: Thing) -> Answer | None:
    """A key is worth what its person is worth today."""
    return None if who.at_work else NO_TOKEN


def _desk_door(who: Who, thing: Thing) -> Answer | None:
    """Head office and auditors; everybody else does not even learn whether an address of the desk exists."""
    return None if who.in_the_office else OFFICE_DOOR


def _account_door(who: Who, thing: Thing) -> Answer | None:
    """One's own account: signed in is enough."""
    return None if who.signed_in else SIGN_IN


def _customers_door(who: Who, thing: Thing) -> Answer | None:
    """Customers with a session of theirs; whether one is signed in as staff is nothing here."""
    return None if who.buys_at else Answer(302, "/sign-in/")


def own(**methods: Rule) -> Row:
    """A page of a signed-in customer."""
    return {method: rule.behind(_customers_door) for method, rule in methods.items()}


def public(**methods: Rule) -> Row:
    return methods


def page(**methods: Rule) -> Row:
    """A page of the counter."""
    return {method: rule.behind(_counter_door) for method, rule in methods.items()}


def call(**methods: Rule) -> Row:
    """A call of the API."""
    return {method: rule.behind(_api_door) for method, rule in methods.items()}


def account(**methods: Rule) -> Row:
    """A page about oneself. These are asked for sign-in before anything else, even by a method they do not know."""
    others = dict.fromkeys(("GET", "POST", "PUT", "PATCH", "DELETE"), ANYBODY.then(405))
    return {method: rule.behind(_account_door) for method, rule in (others | methods).items()}


def desk(GET: Rule, POST: Rule | None = None, OTHER: Rule | None = None) -> Row:
    """A page of head office's desk. Django's admin takes every method it does not know for a GET, unless told otherwise."""
    other = OTHER or GET
    rules = {"GET": GET, "POST": POST or GET, "PUT": other, "PATCH": other, "DELETE": other}
    return {method: rule.behind(_desk_door) for method, rule in rules.items()}


# The rules -----------------------------------------------------------------------------------------------------------------------------


def _if(allowed: Callable[[Who, Thing], bool], *, looks_first: bool = True, otherwise: Answer = FORBIDDEN) -> Rule:
    """Those allowed come in; what nobody has is not there for anybody, before or after it is asked who may."""

    def refusal(who: Who, thing: Thing) -> Answer | None:
        if looks_first and thing is Thing.NOBODYS:
            return NOT_THERE
        if not allowed(who, thing):
            return otherwise
        return NOT_THERE if thing is Thing.NOBODYS else None

    return Rule(refusal)


ANYBODY = Rule(lambda who, thing: None)
NO_METHOD = Rule(lambda who, thing: NO_SUCH_METHOD)
CUSTOMERS = ANYBODY  # behind their door
THEIR_OWN = _if(lambda who, thing: who.buys_at == thing.store, otherwise=NOT_THERE)  # what another customer has is not there
SIGNS_OUT = Rule(lambda who, thing: None if who.buys_at else Answer(302, "/"))
BY_TOKEN = _if(lambda who, thing: True)  # whoever holds the link of a plan
STRANGERS_ONLY = Rule(lambda who, thing: Answer(302, "/admin/" if who.in_the_office else "/counter/") if who.signed_in else None)

SIGNED_IN = ANYBODY.behind(_account_door)  # whatever the role: one's own till and PIN
STAFF = ANYBODY  # behind a door: everybody the door lets in
SELLERS = _if(lambda who, thing: bool(who.store))
DL01_STAFF = _if(lambda who, thing: who.store == "DL01")
ANY_STORE_BY_NUMBER = _if(lambda who, thing: True)
OWN_STORE_OR_OFFICE = _if(lambda who, thing: who.in_the_office or who.store == thing.store, otherwise=NOT_THERE)
OWN_STORE_PRINTS = OWN_STORE_OR_OFFICE.behind(
    lambda who, thing: FORBIDDEN if who.in_the_office and thing is not Thing.NOBODYS else None
).changing(200)  # who looks at all stores prints at none
ENTERS_GUESTS = OWN_STORE_OR_OFFICE.behind(
    lambda who, thing: FORBIDDEN if who.in_the_office and thing is not Thing.NOBODYS else None
).changing(302, "/counter/events/")
COUNTERS_BY_NUMBER = _if(lambda who, thing: bool(who.store))  # a claim is opened and settled at any store
OWN_STORE_SELLS_ON = OWN_STORE_PRINTS.then(302, "/counter/sell/")
OWN_STORE_STAFF = _if(lambda who, thing: bool(who.store) and who.store == thing.store)
MANAGERS_AND_OFFICE = _if(lambda who, thing: who.manages or who.in_the_office)
# A drawer of another store is not there; who sees all stores finds it, and may not touch it.
STORE_MANAGERS = _if(lambda who, thing: who.manages)
OWN_STORES_DRAWER = _if(lambda who, thing: who.store == thing.store, otherwise=NOT_THERE).behind(
    lambda who, thing: FORBIDDEN if who.in_the_office else None
)
OWN_MANAGERS_DRAWER = OWN_STORES_DRAWER.behind(
    lambda who, thing: FORBIDDEN if who.store and who.store == thing.store and not who.manages else None
)
OWN_STORE_MANAGER = _if(lambda who, thing: who.manages and who.store == thing.store)
MANAGER_OF_THE_SETTLING_STORE = OWN_STORE_MANAGER.behind(lambda who, thing: None if who.manages else FORBIDDEN)
OWN_STORE_MANAGER_OR_HEAD_OFFICE = _if(lambda who, thing: (who.manages and who.store == thing.store) or who is Who.HEAD_OFFICE)


def _decides(who: Who, thing: Thing) -> Answer | None:
    """A request of a store is decided by its manager or head office; other stores do not see it."""
    if thing is Thing.NOBODYS or not (who.in_the_office or who.store == thing.store):
        return NOT_THERE
    return None if who.manages or who is Who.HEAD_OFFICE else FORBIDDEN


DECIDERS = Rule(_decides)
OTHERS_SEE_THE_PLAN_INSTEAD = _if(lambda who, thing: who.store == thing.store, otherwise=Answer(302, "/counter/plans/"))


def counter_first(rule: Rule) -> Rule:
    """Head office and auditors are turned away before anything is looked up."""
    return rule.behind(lambda who, thing: FORBIDDEN if who.in_the_office else None)


BACK_TO_THE_INDEX = Answer(302, "/admin/")
READERS = Rule(lambda who, thing: BACK_TO_THE_INDEX if thing is Thing.NOBODYS else None)  # head office and auditors
HEAD_OFFICE_ONLY = Rule(
    lambda who, thing: FORBIDDEN if who is not Who.HEAD_OFFICE else BACK_TO_THE_INDEX if thing is Thing.NOBODYS else None
)
NOBODY = Rule(lambda who, thing: FORBIDDEN)
