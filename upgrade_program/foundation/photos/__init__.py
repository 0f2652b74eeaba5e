"""Photos: what a stranger uploads is read with suspicion, drawn anew and kept until a day. Knows nothing of phones or plans."""
