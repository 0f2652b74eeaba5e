"""What every answer tells the browser: the headers of every route, cookies under https, and `check --deploy`. Reliability S8."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

from tests.access.expected import TABLE
from tests.access.knocking import Door
from tests.access.people import Thing, Who
from tests.access.routes import Route, all_routes

pytestmark = pytest.mark.django_db
ROOT = Path(__file__).resolve().parents[2]
ROUTES = all_routes()
_NONCE = re.compile(r" 'nonce-[^']+'")
STRICT = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data:",
    "font-src": "'self'",
    "connect-src": "'self'",
    "manifest-src": "'self'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
    "base-uri": "'none'",
}
# Unfold writes inline handlers and styles and evaluates Alpine expressions: loosened for the desk, in these two and nothing else.
DESK = STRICT | {"script-src": "'self' 'unsafe-eval' 'unsafe-inline'", "style-src": "'self' 'unsafe-inline'"}
# The bar code reader is WebAssembly: it may be compiled on the pages that have a camera, and nothing else is loosened there.
WITH_CAMERA = STRICT | {"script-src": "'self' 'wasm-unsafe-eval'"}
CAMERAS = {"counter:home", "counter:find", "counter:partner", "counter:sell", "counter:plan", "counter:paid"}
CAMERAS |= {"counter:claim_start", "counter:plan_photos", "counter:claim_offer", "counter:claim_settle"}
PERSONAL = ("counter/", "admin/", "accounts/", "api/v1/", "p/", "g/", "me/", "o/")
SHARED = {"api:estimate", "api:consent", "account_signup", "admin:jsi18n"}  # the same for everybody
LINKED = ("portal:plan", "portal:calendar", "portal:upgrade", "portal:optout", "portal:goods", "portal:download")
OWN_REFERRER = dict.fromkeys(LINKED, "no-referrer")


def policy(header: str) -> dict[str, str]:
    """A content policy as directive → sources, sorted, without the nonce of the day."""
    parts = (part.split(" ", 1) for part in _NONCE.sub("", header).split("; "))
    return {name: " ".join(sorted(sources[0].split())) if sources else "" for name, *sources in parts}


def policies_of(route: Route, status: int) -> tuple[dict[str, str], ...]:
    """What a route may answer with; a page with a camera has no choice."""
    if route.pattern.startswith("admin/"):
        return (DESK, STRICT)
    if route.name not in CAMERAS:
        return (STRICT,)
    return (WITH_CAMERA,) if status in {200, 422} else (WITH_CAMERA, STRICT)


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: route.name)
def test_every_answer_carries_its_headers(route: Route, door: Door) -> None:
    on_the_desk = route.pattern.startswith("admin/")
    for who in (Who.ANONYMOUS, Who.HEAD_OFFICE) if on_the_desk else (Who.ANONYMOUS, Who.MANAGER, Who.HEAD_OFFICE):
        for method in ("GET",) if on_the_desk or "POST" not in TABLE[route.name] else ("GET", "POST"):
            answer = door.knock(who, route, method, Thing.OURS if route.takes else Thing.NONE).response
            about, headers = f"{method} by {who}: {answer.status_code}", answer.headers
            assert headers["X-Content-Type-Options"] == "nosniff", about
            assert headers["X-Frame-Options"] == "DENY", about
            assert headers["Referrer-Policy"] == OWN_REFERRER.get(route.name, "same-origin"), about
            assert "camera=(self)" in headers["Permissions-Policy"], about
            assert headers["Cross-Origin-Opener-Policy"] == "same-origin", about
            assert policy(headers["Content-Security-Policy"]) in policies_of(route, answer.status_code), about
            if route.pattern.startswith(PERSONAL) and route.name not in SHARED and answer.status_code in {200, 201, 204, 422}:
                assert "no-store" in headers.get("Cache-Control", ""), about


def test_the_desk_alone_is_loosened() -> None:
    """The control: the policies differ, in these directives and no other; a camera adds one word."""
    assert {name for name in STRICT if STRICT[name] != DESK[name]} == {"script-src", "style-src"}
    assert {name for name in STRICT if STRICT[name] != WITH_CAMERA[name]} == {"script-src"}
    assert set(WITH_CAMERA["script-src"].split()) - set(STRICT["script-src"].split()) == {"'wasm-unsafe-eval'"}
    assert not any("unsafe" in sources or "http" in sources for sources in STRICT.values())


@pytest.mark.parametrize("path", ["/nothing/", "/api/v1/nothing/", "/counter/nothing/", "/static/nothing.css", "/p/nothing/"])
def test_answers_of_no_view_carry_them_too(door: Door, path: str) -> None:
    answer = door.send(Who.MANAGER, "GET", path).response
    assert answer.status_code == 404
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert policy(answer.headers["Content-Security-Policy"]) == STRICT


def test_links_of_customers_are_for_no_search_engine(door: Door) -> None:
    for path in (f"/p/{door.world.ours.token}/", f"/g/{door.world.ours.loyal.token}/"):
        answer = door.send(Who.ANONYMOUS, "GET", path)
        assert answer.response.headers["X-Robots-Tag"] == "noindex, nofollow, noarchive"
        assert b'content="noindex' in answer.body


def test_no_page_names_a_foreign_host_or_writes_inline(door: Door) -> None:
    """The policy would block it; a page must not even ask. The one way out is a link that a clerk follows to share by WhatsApp."""
    for route in ROUTES:
        if route.pattern.startswith(("admin/", "api/", "metrics")) or "GET" not in TABLE[route.name]:
            continue
        for who in (Who.ANONYMOUS, Who.MANAGER):
            answer = door.knock(who, route, "GET", Thing.OURS if route.takes else Thing.NONE)
            if answer.response.headers["Content-Type"] in {"application/pdf", "image/jpeg", "image/png"}:
                continue
            body = answer.body.decode().replace(f'"{settings.PUBLIC_URL}/', '"/')  # its own address, as whoever shares it reads it
            foreign = re.findall(r"""(?:src|href|action|content)=["'](?:https?:)?//(?!testserver)[^"']+""", body)
            assert [ask for ask in foreign if not ask.startswith('href="https://wa.me/?text=')] == [], route.name
            assert re.findall(r"""<[^>]*\s(?:on[a-z]+|style)=["']""", body) == [], route.name
            assert re.findall(r"<script(?![^>]*\ssrc=)[^>]*>", body) == [], route.name


# Under https -----------------------------------------------------------------------------------------------------------------------------

HTTPS = {
    "PUBLIC_URL": "https://upgrade.example",
    "SECRET_KEY": "Kq7-vT2m.Zp4w_Rb9xHc6yNd3sLf8gJa5eUo1iMtQzXr0kVhYwB2nC",
    "DEMO": "0",
    "DJANGO_SETTINGS_MODULE": "upgrade_program.settings",
}
OF_THE_SUITE = {"DEMO", "PUBLIC_URL", "SECRET_KEY", "ALLOWED_HOSTS", "METRICS_TOKEN", "DJANGO_ALLOW_ASYNC_UNSAFE"}
_SIGN_IN_OVER_HTTPS = """
import django, json
django.setup()
from django.test import Client
client = Client(headers={"host": "upgrade.example"})
plain = client.get("/accounts/login/")
page = client.get("/healthz")
secure = client.get("/", secure=True)
client.get("/accounts/login/", secure=True)
print(json.dumps({
    "plain": [plain.status_code, plain.get("Location")],
    "machines": page.status_code,
    "hsts": secure.get("Strict-Transport-Security"),
    "cookies": {name: {flag: str(morsel[flag]) for flag in ("secure", "httponly", "samesite", "path", "domain")}
                for name, morsel in client.cookies.items()},
}))
"""


def outside(*command: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """A process of its own, with the settings of a real site."""
    kept = {name: value for name, value in os.environ.items() if name not in OF_THE_SUITE}
    return subprocess.run([sys.executable, *command], cwd=ROOT, env=kept | environment, capture_output=True, text=True, timeout=300)


def test_check_deploy_has_nothing_to_say_under_https() -> None:
    done = outside("manage.py", "check", "--deploy", "--fail-level", "WARNING", **HTTPS)
    assert done.returncode == 0, done.stderr
    assert "no issues" in done.stdout


@pytest.mark.parametrize(
    ("change", "says"),
    [({"DEMO": "1"}, "demo.W001"), ({"PUBLIC_URL": "http://127.0.0.1:8000"}, "security.W012")],
    ids=["demo", "no https"],
)
def test_check_deploy_bites(change: dict[str, str], says: str) -> None:
    done = outside("manage.py", "check", "--deploy", "--fail-level", "WARNING", **(HTTPS | change))
    assert done.returncode != 0
    assert says in done.stderr


@pytest.mark.parametrize(
    "command", [("manage.py", "migrate"), ("-m", "celery", "-A", "upgrade_program", "report"), ("-c", "import upgrade_program.wsgi")]
)
@pytest.mark.parametrize(
    "change",
    [{"SECRET_KEY": ""}, {"PUBLIC_URL": "http://upgrade.example"}, {"ALLOWED_HOSTS": "*"}, {"METRICS_TOKEN": "guess"}],
    ids=["no key", "no https", "any host", "short token"],
)
def test_nothing_starts_with_unsafe_settings(change: dict[str, str], command: tuple[str, ...]) -> None:
    done = outside(*command, **(HTTPS | change))
    assert done.returncode != 0
    assert "The application does not start" in done.stderr
    assert next(iter(change)) in done.stderr


def test_cookies_are_bound_to_the_host_and_to_https() -> None:
    done = outside("-c", _SIGN_IN_OVER_HTTPS, **(HTTPS | {"DJANGO_SETTINGS_MODULE": "upgrade_program.settings_test"}))
    assert done.returncode == 0, done.stderr
    seen = json.loads(done.stdout.splitlines()[-1])
    assert seen["plain"] == [301, "https://upgrade.example/accounts/login/"]
    assert seen["machines"] == 200
    assert seen["hsts"] == "max-age=31536000; includeSubDomains; preload"
    assert "__Host-csrf" in seen["cookies"]
    for name, flags in seen["cookies"].items():
        assert name.startswith("__Host-"), name
        assert flags == {"secure": "True", "httponly": "True", "samesite": "Lax", "path": "/", "domain": ""}, name


def test_the_session_cookie_of_a_sign_in(door: Door) -> None:
    """No script can read it, and it ends with the browser."""
    answer = door.send(Who.ANONYMOUS, "POST", "/accounts/login/", {"login": "clerk", "password": "counter-demo"}).response
    cookie = answer.cookies["session"]
    assert (bool(cookie["httponly"]), cookie["samesite"], cookie["max-age"]) == (True, "Lax", "")
