"""What head office and a store's manager look at first: figures of the last weeks, day by day, and what waits."""
