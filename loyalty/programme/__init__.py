"""The programme: dated rules of earning, status and membership, and the news that earns."""
