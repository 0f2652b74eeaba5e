"""What members do beside buying: the daily check-in, missions with a proof, and the boards that compare them."""
