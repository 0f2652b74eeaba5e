"""Every change of a row of catalogue, terms, stores, staff and rewards, as the database saw it: by a page, in bulk, or by SQL."""
