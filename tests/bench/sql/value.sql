-- The row of one value, read by its index.
\set i random(1, :plans)
SELECT status, frozen, bill_date, base, held_until, held_percent FROM plans_plan WHERE id = :i;
