"""The interface: portal."""
