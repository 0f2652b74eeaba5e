"""What shall be in force from a day on: typed by one person of head office, allowed by another. Of which table, the kind says."""
