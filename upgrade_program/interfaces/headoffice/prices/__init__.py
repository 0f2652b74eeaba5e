"""The pricing desk inside the admin: the table where prices are typed, what a change would do, and the second person's yes or no."""
