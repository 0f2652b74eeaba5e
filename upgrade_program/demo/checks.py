"""`check --deploy` says when the demo's well-known passwords could open a real site."""

from typing import Any

from django.core.checks import CheckMessage, Tags, Warning, register


@register(Tags.security, deploy=True)
def demo_is_installed(**_: Any) -> list[CheckMessage]:
    """A warning wherever this app is installed at all."""
    return [
        Warning(
            "The demo is installed: anybody can sign in with its published password.",
            hint="Unset DEMO on a site that real people use.",
            id="demo.W001",
        )
    ]
