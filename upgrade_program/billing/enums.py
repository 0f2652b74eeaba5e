"""The known codes of billing."""

from django.db.models import TextChoices


class Method(TextChoices):
    """How a sale is paid (smart-upgrade section 4.5). Points are the customer's own: no money comes in by them."""

    CASH = "cash", "Cash"
    UPI = "upi", "UPI"
    CARD = "card", "Card"
    POINTS = "points", "Points"


class CollectionState(TextChoices):
    """Open waits for a UPI payment; void and refunded have given everything back."""

    OPEN = "open", "Waiting for payment"
    PAID = "paid", "Paid"
    VOID = "void", "Void"
    REFUNDED = "refunded", "Refunded"


class PaymentState(TextChoices):
    RECEIVED = "received", "Received"
    PENDING = "pending", "Waiting"
    VOID = "void", "Never came"


class DocumentKind(TextChoices):
    INVOICE = "invoice", "Tax invoice"
    CREDIT_NOTE = "credit_note", "Credit note"


class Series(TextChoices):
    """The letter in a document number (smart-upgrade section 4.8)."""

    INVOICE = "I", "Invoices"
    CREDIT_NOTE = "C", "Credit notes"
    PURCHASE_VOUCHER = "P", "Purchase vouchers"


class MoveKind(TextChoices):
    """Why cash is moved that no customer paid or got back."""

    BANK = "bank", "To bank"
    PAID_OUT = "paid_out", "Paid out"
    ADDED = "added", "Put in"
