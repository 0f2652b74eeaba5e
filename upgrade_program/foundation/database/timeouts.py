"""How long the application's role may wait. Source: reliability R13: a stuck row gives others a clear answer within three seconds.

The owner has none: a migration or a backup may take its time. They stand in two places, because a site may not let the owner set
another role's settings: with the role in the database (`grants`), and in the options of the application's own connections.
"""

APP_TIMEOUTS = {"lock_timeout": "3s", "statement_timeout": "5s", "idle_in_transaction_session_timeout": "30s"}


def as_options() -> str:
    """The timeouts as libpq's `options`."""
    return " ".join(f"-c {name}={value}" for name, value in APP_TIMEOUTS.items())
