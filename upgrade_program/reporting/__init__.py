"""What a store's day came to, read from plans, money, documents, drawer and audit trail, and sent to the store. It changes none of them."""
