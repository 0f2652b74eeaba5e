"""The public pages that explain the programme: how it works, questions, terms, stores, what an upgrade costs."""
