"""Points and where they are: accounts, entries, lots. The only writer of its tables; what points are for, others say."""
