"""A database that has gone away, for real: the connection is closed and its address leads nowhere."""

from collections.abc import Iterator

import pytest
from django.db import connection


@pytest.fixture
def database_away(transactional_db: None) -> Iterator[None]:
    host, port = connection.settings_dict["HOST"], connection.settings_dict["PORT"]
    connection.close()
    connection.settings_dict.update(HOST="127.0.0.1", PORT="1")
    yield
    connection.close()
    connection.settings_dict.update(HOST=host, PORT=port)
