"""Pure Python that everything else stands on: money, months, IMEI, numbers, actor, refusals. No framework in here."""
