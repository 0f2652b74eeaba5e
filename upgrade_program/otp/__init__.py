"""One-time codes: proof that the customer wants an act, from the mobile the shop knows them by."""
