"""The interface: api."""
