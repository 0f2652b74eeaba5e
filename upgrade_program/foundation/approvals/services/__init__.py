"""Verbs of approvals: asked, granted or rejected by somebody else, withdrawn by the asker, lapsed with what they were about."""

from upgrade_program.foundation.approvals.services.asking import ask, lapse, withdraw
from upgrade_program.foundation.approvals.services.deciding import grant, reject

__all__ = ["ask", "grant", "lapse", "reject", "withdraw"]
