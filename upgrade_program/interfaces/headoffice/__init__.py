"""Head office's pages: the admin on Unfold, its own site and the desks inside it."""
