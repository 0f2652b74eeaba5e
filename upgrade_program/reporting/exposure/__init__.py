"""What the brand owes if everybody came on one day: the rollup, its jobs, its check and the questions asked of it."""
