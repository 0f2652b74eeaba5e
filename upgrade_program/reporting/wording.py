"""The day report in plain lines, as it is mailed: totals and numbers of documents, nobody's name but the staff's, no typed reason."""

from __future__ import annotations

from collections.abc import Iterator

from stores.clock import STORE_TIME
from upgrade_program.billing.enums import Method
from upgrade_program.foundation.audit.privacy import without_personal
from upgrade_program.foundation.audit.queries import Head
from upgrade_program.kernel.wording import day_text, rupees_text
from upgrade_program.reporting.cash import DrawerLine
from upgrade_program.reporting.day import DayReport


def head_text(head: Head) -> str:
    """`row 1234, 9f86d0…`: what `verify_audit --against` compares with."""
    return f"row {head.seq}, {head.hash}"


def report_text(report: DayReport) -> str:
    """All lines of the report."""
    parts = (_money(report), _papers(report), _cash(report), [f"Head of head office's audit chain: {head_text(report.office_trail)}"])
    return "\n\n".join("\n".join(lines) for lines in parts if lines)


def _money(report: DayReport) -> list[str]:
    money = report.money
    lines = [f"Plans sold: {money.sales}, {rupees_text(money.price)}"]
    for clerk in money.clerks:
        parts = ", ".join(f"{Method(name).label} {rupees_text(amount)}" for name, amount in clerk.received.items() if amount)
        lines.append(f"  {clerk.name}: {clerk.sales}, {rupees_text(clerk.price)}" + (f" ({parts})" if parts else ""))
    lines += [
        f"{line.label}: received {rupees_text(line.received)}, given back {rupees_text(line.given_back)}, net {rupees_text(line.net)}"
        for line in money.methods
    ]
    if money.points:
        lines.append(f"Of it money, points left out: net {rupees_text(money.without_points)}")
    if money.waiting.pending:
        lines.append(f"Waiting for UPI: {money.waiting.pending}, {rupees_text(money.waiting.pending_amount)}")
    if money.waiting.given_up:
        lines.append(f"Given up unpaid: {money.waiting.given_up}, {rupees_text(money.waiting.given_up_amount)}")
    return lines


def _papers(report: DayReport) -> list[str]:
    papers = report.papers
    lines = [f"{line.label}: {line.first} to {line.last} ({line.count}), {rupees_text(line.split.total)}" for line in papers.series]
    lines += [
        f"  {note.number} takes back {note.credits.number}: {rupees_text(note.total)}" for note in papers.credit_notes if note.credits
    ]
    if papers.series:
        net = papers.net
        taxes = ", ".join(
            f"{name.upper()} {rupees_text(getattr(net, name))}" for name in ("cgst", "sgst", "utgst", "igst") if getattr(net, name)
        )
        lines.append(f"Taxable value, less credit notes: {rupees_text(net.taxable)}" + (f"; {taxes}" if taxes else ""))
    return lines or ["No invoice and no credit note."]


def _cash(report: DayReport) -> list[str]:
    lines = [text for line in report.cash.drawers for text in _drawer(line)]
    if not report.cash.drawers:
        lines.append("The cash drawer was not opened.")
    if report.cash.left_open:
        lines.append(f"The drawer of {day_text(report.cash.left_open.day)} is still open.")
    if report.cash.outside.count:
        outside = report.cash.outside
        what = "payment or refund" if outside.count == 1 else "payments and refunds"
        lines.append(f"With no drawer open: {outside.count} {what}, cash {rupees_text(outside.cash)}")
    return lines


def _drawer(line: DrawerLine) -> Iterator[str]:
    drawer = line.drawer
    yield f"Drawer opened {drawer.opened_at.astimezone(STORE_TIME):%H:%M} by {drawer.opened_by.name} with {rupees_text(drawer.opening)}"
    for move in line.moves:
        yield f"  {move.get_kind_display()}: {rupees_text(move.amount)} by {move.by.name}, {without_personal(move.reason)}"
    yield f"  expected {rupees_text(line.expected)}"
    if drawer.counted_by is not None and drawer.counted is not None:
        yield f"  counted {rupees_text(drawer.counted)} by {drawer.counted_by.name}" + (
            f" ({drawer.counts} counts)" if drawer.counts > 1 else ""
        )
    if drawer.closed_at is None or drawer.closed_by is None or line.difference is None:
        yield "  not closed"
        return
    closed = drawer.closed_at.astimezone(STORE_TIME)
    when = f"{day_text(closed.date())}, {closed:%H:%M}" if line.closed_late else f"{closed:%H:%M}"
    yield f"  closed {when} by {drawer.closed_by.name}, {line.gap_text}" + (f": {without_personal(drawer.reason)}" if drawer.reason else "")
