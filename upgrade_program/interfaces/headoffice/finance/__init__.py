"""Finance inside the admin: the books of a month, GST returns, what stores and brand owe, deferred fees; head office and auditors read."""
