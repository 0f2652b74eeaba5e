"""The customer's pages, phone first, in English and Hindi: what a phone is worth, and the page behind a plan's link."""
