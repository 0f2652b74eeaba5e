"""The page of insider signals, and its file."""
