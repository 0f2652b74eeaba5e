"""The whole database into one file, and back out of it, with proof that both hold the same."""
