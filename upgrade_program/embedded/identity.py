"""Whom PostgreSQL runs as: it refuses root, so root lends it a service user."""

from __future__ import annotations

import os
import pwd
from dataclasses import dataclass
from pathlib import Path

from upgrade_program.embedded.console import CannotStart

CANDIDATES = ("smartupgrade", "nobody")


@dataclass(frozen=True, slots=True)
class ServiceUser:
    """The user PostgreSQL runs as. `switch` is False when that is simply who we are."""

    uid: int
    gid: int
    switch: bool

    def own(self, folder: Path) -> None:
        """Give `folder` to the service user; without a switch it is already ours."""
        if self.switch:
            os.chown(folder, self.uid, self.gid)


def service_user() -> ServiceUser:
    if os.geteuid() != 0:
        return ServiceUser(uid=os.geteuid(), gid=os.getegid(), switch=False)
    for name in CANDIDATES:
        try:
            found = pwd.getpwnam(name)
        except KeyError:
            continue
        return ServiceUser(uid=found.pw_uid, gid=found.pw_gid, switch=True)
    raise CannotStart("PostgreSQL does not run as root and there is no user to lend it: useradd --system smartupgrade")
