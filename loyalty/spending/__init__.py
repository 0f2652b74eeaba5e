"""Points as a payment: how many may pay a part of a bill, spending them with the act they pay for, and giving them back."""
