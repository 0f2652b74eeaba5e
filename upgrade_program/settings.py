"""Settings for every environment: what differs comes from the environment, and the safe value is the default.

They stand by subject in `configuration`; apps, jobs and the routes of news in its `wiring`.
"""

from django.core.exceptions import ImproperlyConfigured

from upgrade_program.configuration.access import *  # noqa: F403  (a subject is taken whole)
from upgrade_program.configuration.access import ALLOWED_HOSTS
from upgrade_program.configuration.api import *  # noqa: F403  (a subject is taken whole)
from upgrade_program.configuration.data import *  # noqa: F403  (a subject is taken whole)
from upgrade_program.configuration.logs import *  # noqa: F403  (a subject is taken whole)
from upgrade_program.configuration.partners import *  # noqa: F403  (a subject is taken whole)
from upgrade_program.configuration.place import *  # noqa: F403  (a subject is taken whole)
from upgrade_program.configuration.place import PUBLIC_URL, env
from upgrade_program.configuration.remembered import *  # noqa: F403  (a subject is taken whole)
from upgrade_program.configuration.web import *  # noqa: F403  (a subject is taken whole)
from upgrade_program.configuration.wiring import *  # noqa: F403  (a subject is taken whole)
from upgrade_program.safety import unsafe

DEBUG = False
SECRET_KEY = env.str("SECRET_KEY", default="")
METRICS_TOKEN = env.str("METRICS_TOKEN", default="")
if _faults := unsafe(secret_key=SECRET_KEY, public_url=PUBLIC_URL, allowed_hosts=ALLOWED_HOSTS, metrics_token=METRICS_TOKEN):
    raise ImproperlyConfigured("\n".join(["The application does not start:", *_faults]))
