"""What the pages of claims share: their forms, and what stands on them."""
