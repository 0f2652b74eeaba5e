"""A plan's whole file inside the admin: looked up by a whole number, on the screen, as PDF and as ZIP. Each look is in the audit trail."""
