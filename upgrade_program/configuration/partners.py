"""Who works for us outside: the broker of the jobs, carriers of messages, the partner who quotes, the blacklist."""

import environ

from upgrade_program.configuration.place import DEMO, PUBLIC_HOST, env

# Jobs. The broker only nudges; every wait on it is bounded, and a dead one costs a sale about 10 ms.
CELERY_BROKER_URL = env.str("REDIS_URL", default="redis://127.0.0.1:6379/0")
CELERY_TIMEZONE = "Asia/Kolkata"
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_PUBLISH_RETRY_POLICY = {"max_retries": 0}
CELERY_BROKER_TRANSPORT_OPTIONS = {"socket_timeout": 5, "socket_connect_timeout": 1}
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None  # for ever: a broker may be away for a night
CELERY_WORKER_HIJACK_ROOT_LOGGER = False

# Messages: who carries a channel, and who is asked for a secret at the moment of sending (`otp:<id>` asks "otp").
MESSAGE_GATEWAYS = {
    "sms": "upgrade_program.demo.gateways.KeptSms" if DEMO else "upgrade_program.messaging.gateways.sms.HttpSms",
    "email": "upgrade_program.demo.gateways.KeptMail" if DEMO else "upgrade_program.messaging.gateways.mail.Mail",
}
MESSAGE_SECRETS = {
    "otp": "upgrade_program.otp.services.code_for",
    "sign_in": "upgrade_program.usecases.sign_in.code_for_known",
    "reward": "loyalty.rewards.services.secret_of",
    "token": "upgrade_program.buyback.services.token_secret",
    "fall": "upgrade_program.plans.services.slots_of_reminder",
}
# What can wait is not sent in these hours of India, but after them; beyond so many a day an address gets what is necessary alone.
MESSAGES_QUIET = (env.str("MESSAGES_QUIET_FROM", default="21:00"), env.str("MESSAGES_QUIET_UNTIL", default="09:00"))
MESSAGES_A_DAY = env.int("MESSAGES_A_DAY", default=2)
# With this secret the provider signs its reports of delivery; without one none is taken.
MESSAGE_REPORTS_KEY = env.str("MESSAGE_REPORTS_KEY", default="")
_mail = environ.Env.email_url_config(env.str("EMAIL_URL", default="") or "smtp://localhost:25")  # smtp+tls://user:password@host:587
EMAIL_HOST = env.str("EMAIL_HOST", default=_mail["EMAIL_HOST"])
EMAIL_PORT = env.int("EMAIL_PORT", default=_mail["EMAIL_PORT"] or 587)
EMAIL_HOST_USER = env.str("EMAIL_HOST_USER", default=_mail["EMAIL_HOST_USER"] or "")
EMAIL_HOST_PASSWORD = env.str("EMAIL_HOST_PASSWORD", default=_mail["EMAIL_HOST_PASSWORD"] or "")
EMAIL_USE_TLS = env.bool("EMAIL_USE_TLS", default=_mail.get("EMAIL_USE_TLS", False))
EMAIL_USE_SSL = env.bool("EMAIL_USE_SSL", default=_mail.get("EMAIL_USE_SSL", False))
EMAIL_TIMEOUT = 5  # seconds, for each answer of the server
DEFAULT_FROM_EMAIL = env.str("EMAIL_FROM", default="") or f"Smart Upgrade <no-reply@{PUBLIC_HOST.partition(':')[0]}>"
# Whom customers write to about their data and with grievances; it stands on their privacy page.
GRIEVANCE_NAME = env.str("GRIEVANCE_NAME", default="") or "Grievance officer, Smart Upgrade"
GRIEVANCE_EMAIL = env.str("GRIEVANCE_EMAIL", default="") or f"grievance@{PUBLIC_HOST.partition(':')[0]}"
SMS_GATEWAY = {
    "url": env.str("SMS_URL", default=""),
    "key": env.str("SMS_KEY", default=""),
    "key_header": env.str("SMS_KEY_HEADER", default="Authorization"),
    "form": env.bool("SMS_FORM", default=False),  # a form instead of JSON
    "fields": env.dict("SMS_FIELDS", default={}),  # how the provider calls ours: "to=mobile,text=message"; "encoding=" leaves one out
    "success": env.str("SMS_SUCCESS", default=""),  # "status=success", where a provider says no with a 200
    "id_field": env.str("SMS_ID_FIELD", default="id"),
    "sender": env.str("SMS_SENDER", default=""),  # as registered: six letters
    "entity_id": env.str("SMS_ENTITY_ID", default=""),
    "template_ids": env.dict("SMS_TEMPLATE_IDS", default={}),  # "plan.sold/en=1107160000000000001,plan.sold/hi=..."
}
# Who quotes for a phone without a plan, and who is asked whether an IMEI is blocked: dotted classes; the services are theirs to know.
PARTNER_QUOTES = env.str("PARTNER_QUOTES", default="") or "upgrade_program.buyback.queries.partner_prices.PriceTable"
PARTNER_SERVICE = {
    "url": env.str("PARTNER_URL", default=""),
    "key": env.str("PARTNER_KEY", default=""),
    "key_header": env.str("PARTNER_KEY_HEADER", default="Authorization"),
    "name": env.str("PARTNER_NAME", default=""),  # as quotes name it
}
BLACKLIST = env.str("BLACKLIST", default="") or "upgrade_program.buyback.blacklist.ByHand"
BLACKLIST_SERVICE = {
    "url": env.str("BLACKLIST_URL", default=""),
    "key": env.str("BLACKLIST_KEY", default=""),
    "key_header": env.str("BLACKLIST_KEY_HEADER", default="Authorization"),
    "name": env.str("BLACKLIST_NAME", default=""),  # as the gate's record names it
}
# One-time codes in any hour, over all stores: what an SMS bill can bear when somebody finds a way to make us send them.
OTP_PER_HOUR = env.int("OTP_PER_HOUR", default=1000)
