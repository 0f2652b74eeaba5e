"""What billing does. Every verb runs inside the caller's transaction; the act around it records the audit row."""

from upgrade_program.billing.services.checks import check_tenders
from upgrade_program.billing.services.collections import open_collection, receive_upi, refund_bill, void_collection
from upgrade_program.billing.services.documents import issue_credit_note, issue_invoice
from upgrade_program.billing.tender import Buyer, Tender

__all__ = [
    "Buyer",
    "Tender",
    "check_tenders",
    "issue_credit_note",
    "issue_invoice",
    "open_collection",
    "receive_upi",
    "refund_bill",
    "void_collection",
]
