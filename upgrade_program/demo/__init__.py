"""Demo data: stores, people and plans to look at, made through the services. Installed only with DEMO=1 (interface section 3)."""
