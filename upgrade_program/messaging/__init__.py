"""Messages to people: templates with fixed slots, one row per message and channel, sent by e-mail and SMS gateways."""
