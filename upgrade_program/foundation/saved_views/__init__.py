"""Views that a person keeps of a list: its search, filters and sorting under a name, their own or shared, and one to begin with."""
