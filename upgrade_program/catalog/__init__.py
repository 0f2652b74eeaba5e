"""Device models and their variants, dated selling prices (SRP), dated plan prices, eligibility."""
