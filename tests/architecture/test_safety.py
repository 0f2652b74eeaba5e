"""What the environment may not say. Issue: settings that refuse to start when unsafe."""

from __future__ import annotations

import pytest

from upgrade_program.safety import unsafe

SAFE = {
    "secret_key": "Kq7-vT2m.Zp4w_Rb9xHc6yNd3sLf8gJa5eUo1iMtQzXr0kVhYwB2nC",
    "public_url": "https://upgrade.example.in",
    "allowed_hosts": ["upgrade.example.in", "127.0.0.1"],
    "metrics_token": "",
}


@pytest.mark.parametrize(
    "change",
    [
        {},
        {"public_url": "http://127.0.0.1:8000"},
        {"public_url": "http://localhost:8000"},
        {"public_url": "http://[::1]:8000"},
        {"public_url": "http://127.3.2.1"},
        {"metrics_token": "0123456789abcdef01234567"},
    ],
)
def test_may_start(change: dict[str, str]) -> None:
    assert unsafe(**(SAFE | change)) == []


@pytest.mark.parametrize(
    ("change", "names"),
    [
        ({"secret_key": ""}, "SECRET_KEY"),
        ({"secret_key": "short"}, "SECRET_KEY"),
        ({"secret_key": "ab" * 40}, "SECRET_KEY"),
        ({"public_url": "http://upgrade.example.in"}, "PUBLIC_URL"),
        ({"public_url": "http://10.1.2.3:8000"}, "PUBLIC_URL"),
        ({"public_url": "http://127.0.0.1.example.in"}, "PUBLIC_URL"),
        ({"public_url": "ftp://upgrade.example.in"}, "PUBLIC_URL"),
        ({"public_url": "upgrade.example.in"}, "PUBLIC_URL"),
        ({"allowed_hosts": ["*"]}, "ALLOWED_HOSTS"),
        ({"allowed_hosts": ["upgrade.example.in", ".example.in"]}, "ALLOWED_HOSTS"),
        ({"metrics_token": "0123456789abcdef0123456"}, "METRICS_TOKEN"),
    ],
)
def test_does_not_start(change: dict[str, object], names: str) -> None:
    (fault,) = unsafe(**(SAFE | change))  # type: ignore[arg-type]
    assert fault.startswith(names)


def test_all_faults_are_told_at_once_and_no_secret_is_in_them() -> None:
    faults = unsafe(secret_key="tell-nobody", public_url="http://a.example", allowed_hosts=["*"], metrics_token="guess-me")
    assert len(faults) == 4
    assert not any(secret in " ".join(faults) for secret in ("tell-nobody", "guess-me"))
