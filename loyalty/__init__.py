"""Points, status and rewards; its rooms come with their first content."""
