"""Money a store takes and the tax documents it gives: tax rule, number series, payments, invoices, credit notes."""
