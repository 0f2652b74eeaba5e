"""The calls, one small class an act."""
