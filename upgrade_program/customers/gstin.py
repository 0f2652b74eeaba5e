"""The GST registration number of a buyer. The rule itself stands in stores, which need it for sellers."""

from stores import gstin
from upgrade_program.kernel.errors import Invalid

__all__ = ["parse_gstin"]


def parse_gstin(text: str, *, field: str = "customer.gstin") -> str:
    """The 15 signs in capitals; refuses (`invalid`) a wrong length, pattern, state or check sign, and says which."""
    try:
        return gstin.parse_gstin(text, field=field)
    except Invalid as no:
        raise Invalid(
            field=field, sentence=no.sentence, next_step="Copy it from the customer's GST certificate, or leave it empty."
        ) from None
