"""The new sale: its form, what the page shows beside it, and how it is sent once."""
