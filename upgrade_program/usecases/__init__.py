"""The acts that interfaces call; those that loyalty will join stand here from the first day, so no interface changes then."""
