"""Who changed what, when and why: append-only rows, hash-chained per store (0 is head office)."""
