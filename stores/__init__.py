"""Stores, staff and postings: who works where, signed in how. Everything above asks here who is acting."""
