"""The interface: counter."""
