"""What a monitor reads of messaging. Labels are names of templates and channels, never an address (reliability S0)."""

from prometheus_client import Counter

SENT = Counter("messages_sent", "Messages this process handed to a gateway", ["template", "channel"])
PARKED = Counter("messages_given_up", "Messages this process gave up: an alarm at the first", ["template", "channel"])
REPORTED = Counter("messages_reported", "Reports of delivery this process took in", ["template", "report"])
