"""Customers, known by their mobile number, and the consents they gave."""
