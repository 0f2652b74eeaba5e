"""API v1 for the stores' own tills: one small class per act. interface section 1 is the contract; extend, never rename."""
