"""The pages: each makes one call to the domain and shows its refusals at the field."""
