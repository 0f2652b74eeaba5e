"""The faces: staff pages, customer pages, head office and the API. They own addresses and templates, and no tables."""
