"""What the environment may not say: with any of these the application refuses to start, whatever process it is.

`check --deploy` warns of what is unwise; this refuses what would put customers' data or staff's passwords at risk at once.
"""

from __future__ import annotations

from collections.abc import Sequence
from ipaddress import ip_address
from urllib.parse import urlsplit

SHORTEST_KEY = 50  # signs; what Django's own check calls long enough
SHORTEST_TOKEN = 24


def unsafe(*, secret_key: str, public_url: str, allowed_hosts: Sequence[str], metrics_token: str) -> list[str]:
    """The sentences that say what is unsafe and what to do; none when the application may start."""
    found = []
    if len(secret_key) < SHORTEST_KEY or len(set(secret_key)) < 5:
        fault = f"SECRET_KEY is missing, shorter than {SHORTEST_KEY} signs or all alike: sessions could be forged."
        found.append(f"{fault} Take one from: openssl rand -hex 32")
    url = urlsplit(public_url)
    if url.scheme not in {"http", "https"} or not url.hostname:
        found.append(f"PUBLIC_URL={public_url} is no address. Write it as https://upgrade.example.in")
    elif url.scheme == "http" and not _is_this_machine(url.hostname):
        found.append(
            f"PUBLIC_URL={public_url} is not https: passwords would travel in clear. Put a proxy that ends TLS before it and write https://"
        )
    if any(host.startswith(("*", ".")) for host in allowed_hosts):
        found.append(
            "ALLOWED_HOSTS names every host or every sub-domain: links could be made to lead elsewhere. Name the hosts one by one."
        )
    if metrics_token and len(metrics_token) < SHORTEST_TOKEN:
        found.append(f"METRICS_TOKEN is shorter than {SHORTEST_TOKEN} signs: it could be guessed. Take one from: openssl rand -hex 32")
    return found


def _is_this_machine(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
