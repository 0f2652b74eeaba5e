"""Insider signals: patterns worth a look, each by a listed rule with its threshold, its reason and the rows behind it."""

from upgrade_program.reporting.signals.finding import Found, found_signals
from upgrade_program.reporting.signals.rules import RULES, Rule

__all__ = ["RULES", "Found", "Rule", "found_signals"]
