"""What a monitor reads of the outbox. No mobile, IMEI or code is ever a label (reliability S0)."""

from prometheus_client import Counter

PARKED = Counter("outbox_parked", "Messages this process parked after ten tries: an alarm at the first", ["topic"])
