"""Terms and tax rules inside the admin: typed as a draft, played over the last year, and the second person's yes or no."""
