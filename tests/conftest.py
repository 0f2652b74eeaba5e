"""What every test may ask for: the instant, two stores with their people, actors and signed-in clients of each role."""

from __future__ import annotations

import gc
import os

# Playwright leaves an event loop in the main thread for the rest of the session; without this every later query would be refused.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

import threading
from collections.abc import Callable, Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from allauth.mfa.totp.internal import auth
from django.conf import settings
from django.core.cache import caches
from django.db.backends.signals import connection_created
from django.template import RequestContext
from django.test import Client, client
from django.utils import translation
from hypothesis import HealthCheck
from hypothesis import settings as hypotheses

from stores.access import actor_for
from stores.clock import local_day, now
from stores.models import StaffUser, Store
from tests.browser_files import pytest_ignore_collect, pytest_itemcollected
from tests.emptying import django_db_setup, emptied_by_deleting
from tests.factories.sessions import COUNTER, login_with_second_factor
from tests.factories.stores import AuditorFactory, HeadOfficeFactory, PostingFactory, StaffFactory, StoreFactory
from tests.log_of_the_run import pytest_sessionfinish, pytest_sessionstart
from tests.long_first import pytest_collection_modifyitems
from tests.midnight import pytest_runtest_setup
from upgrade_program.embedded.pattern import be_patient
from upgrade_program.kernel.actor import ANONYMOUS, Actor

__all__ = [
    "django_db_setup",
    "emptied_by_deleting",
    "pytest_collection_modifyitems",
    "pytest_ignore_collect",
    "pytest_itemcollected",
    "pytest_runtest_setup",
    "pytest_sessionfinish",
    "pytest_sessionstart",
]


be_patient()
# An example that took long says of a busy machine that it is busy. The same examples each time; `--hypothesis-profile=chance` tries others.
hypotheses.register_profile("suite", deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True)
hypotheses.register_profile("chance", deadline=None, suppress_health_check=[HealthCheck.too_slow])
hypotheses.load_profile("suite")


@pytest.hookimpl(tryfirst=True)
def pytest_collection() -> None:
    """WhiteNoise warns about a missing folder, and warnings are errors here; the first client is made while tests are collected."""
    Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)


@pytest.hookimpl(trylast=True)
def pytest_collection_finish() -> None:
    """What is loaded now stays until the end: looking for garbage among it took a sixth of the whole time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)


@pytest.fixture(scope="session", autouse=True)
def _second_factor_is_proved() -> Iterator[None]:
    """Whoever is signed in by `force_login` has proved a second factor; the tests of the second factor say otherwise."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Client, "force_login", login_with_second_factor)
        yield


@pytest.fixture(scope="session", autouse=True)
def _codes_of_apps_stand_still() -> Iterator[None]:
    """A code is good until its half minute ends: one that was read just before was wrong a moment later, in every hundredth test."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(auth, "yield_hotp_counters_from_time", lambda: iter([COUNTER]))
        yield


@pytest.fixture(scope="session", autouse=True)
def _pages_are_recorded_without_their_parts() -> Iterator[None]:
    """A client keeps a copy of each context it has seen, those of components and widgets too; tests read the page's own."""
    record = client.store_rendered_templates

    def of_a_page(store: dict[str, Any], signal: Any, sender: Any, template: Any, context: Any, **more: Any) -> None:
        if isinstance(context, RequestContext) and context.template is template:
            record(store, signal, sender, template, context, **more)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(client, "store_rendered_templates", of_a_page)
        yield


@pytest.fixture(autouse=True)
def _no_memory_of_sign_ins() -> None:
    """The throttle counts in the cache, which no rollback empties."""
    for alias in caches.settings:
        caches[alias].clear()


@pytest.fixture(autouse=True)
def _no_language_left_over() -> None:
    """A page leaves its language to whatever is said next in its thread: what a test says outside of pages would be in its neighbour's."""
    translation.deactivate()


@pytest.fixture
def at() -> datetime:
    """This instant (under time-machine: the travelled one)."""
    return now()


@pytest.fixture
def today(at: datetime) -> date:
    """The business day of `at`."""
    return local_day(at)


@pytest.fixture
def store(db: None) -> Store:
    """DL01 in Delhi: the own store of `clerk` and `manager`."""
    return StoreFactory(code="DL01", state="07", city="New Delhi", name="Mi Home Nehru Place")


@pytest.fixture
def other_store(db: None) -> Store:
    """MH01 in Maharashtra: the own store of `other_clerk` and `other_manager`."""
    return StoreFactory(code="MH01", state="27", city="Mumbai", name="Mi Studio Andheri", pincode="400053")


def _posted(username: str, store: Store, role: str) -> StaffUser:
    staff = StaffFactory(username=username)
    PostingFactory(staff=staff, store=store, role=role)
    return staff


@pytest.fixture
def clerk_user(store: Store) -> StaffUser:
    return _posted("clerk.dl01", store, "clerk")


@pytest.fixture
def manager_user(store: Store) -> StaffUser:
    return _posted("manager.dl01", store, "manager")


@pytest.fixture
def other_clerk_user(other_store: Store) -> StaffUser:
    return _posted("clerk.mh01", other_store, "clerk")


@pytest.fixture
def other_manager_user(other_store: Store) -> StaffUser:
    return _posted("manager.mh01", other_store, "manager")


@pytest.fixture
def head_office_user(db: None) -> StaffUser:
    return HeadOfficeFactory(username="headoffice")


@pytest.fixture
def auditor_user(db: None) -> StaffUser:
    return AuditorFactory(username="auditor")


@pytest.fixture
def clerk(clerk_user: StaffUser, store: Store) -> Actor:
    return actor_for(clerk_user, store)


@pytest.fixture
def manager(manager_user: StaffUser, store: Store) -> Actor:
    return actor_for(manager_user, store)


@pytest.fixture
def other_clerk(other_clerk_user: StaffUser, other_store: Store) -> Actor:
    return actor_for(other_clerk_user, other_store)


@pytest.fixture
def other_manager(other_manager_user: StaffUser, other_store: Store) -> Actor:
    return actor_for(other_manager_user, other_store)


@pytest.fixture
def head_office(head_office_user: StaffUser) -> Actor:
    return actor_for(head_office_user, None)


@pytest.fixture
def auditor(auditor_user: StaffUser) -> Actor:
    return actor_for(auditor_user, None)


@pytest.fixture
def anonymous() -> Actor:
    return ANONYMOUS


@pytest.fixture
def client_for() -> Callable[[StaffUser | None], Client]:
    """A browser of its own, signed in as a person (or as nobody)."""

    def make(user: StaffUser | None) -> Client:
        client = Client()
        if user is not None:
            client.force_login(user, backend="stores.backend.Staff")
        return client

    return make


@pytest.fixture
def clerk_client(client_for: Callable[[StaffUser | None], Client], clerk_user: StaffUser) -> Client:
    return client_for(clerk_user)


@pytest.fixture
def manager_client(client_for: Callable[[StaffUser | None], Client], manager_user: StaffUser) -> Client:
    return client_for(manager_user)


@pytest.fixture
def head_office_client(client_for: Callable[[StaffUser | None], Client], head_office_user: StaffUser) -> Client:
    return client_for(head_office_user)


@pytest.fixture
def auditor_client(client_for: Callable[[StaffUser | None], Client], auditor_user: StaffUser) -> Client:
    return client_for(auditor_user)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Debian's Chromium, quiet; no-sandbox because the suite may run as root. No GPU: it would be emulated, by the processor."""
    quiet = [
        "--no-sandbox",
        "--disable-dev-shm-usage",
        "--disable-gpu",
        "--disable-quic",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
    ]
    browser = os.environ.get("CHROMIUM_WINDOWLESS") or os.environ.get("CHROMIUM", "/usr/bin/chromium")
    return {**browser_type_launch_args, "executable_path": browser, "args": quiet}


@pytest.fixture
def live_server(live_server: Any) -> Iterator[Any]:
    """The browsers' server answers as the application's role, on kept connections, as in production; the test beside it stays the owner."""
    connection_created.connect(_as_app)
    yield live_server
    connection_created.disconnect(_as_app)


def _as_app(connection: Any, **_: Any) -> None:
    if threading.current_thread() is not threading.main_thread():
        connection.close_at = None  # its thread closes it, when the browser hangs up
        with connection.cursor() as cursor:
            cursor.execute(f'SET ROLE "{settings.APP_ROLE["USER"]}"')


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """What tests want said when all is over (`record_property("summary", …)`): cases tried, seeds."""
    reports = [report for outcome in ("passed", "failed") for report in terminalreporter.stats.get(outcome, [])]
    for said in sorted(str(value) for report in reports for name, value in report.user_properties if name == "summary"):
        terminalreporter.write_line(said)
