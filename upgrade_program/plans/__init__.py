"""The promise: its terms and assured value, its life, its sale, cancellation, expiry and public link. README.md tells the rules."""
