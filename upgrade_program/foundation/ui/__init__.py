"""What every page is made of: figures and days as people read them, the step chart, the QR. Knows nothing of phones or plans."""
