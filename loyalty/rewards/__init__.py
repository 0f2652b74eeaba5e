"""What members exchange points for: a dated catalogue, limited stock, codes issued once."""
