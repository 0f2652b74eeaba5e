"""Where the application stands: its folders, its public address, whether it is a demo. The other subjects build on it."""

from pathlib import Path

import environ

BASE_DIR = Path(__file__).resolve().parent.parent.parent
VAR_DIR = BASE_DIR / "var"
env = environ.Env()

PUBLIC_URL = env.str("PUBLIC_URL", default="http://127.0.0.1:8000").rstrip("/")
HTTPS = PUBLIC_URL.startswith("https://")
PUBLIC_HOST = PUBLIC_URL.partition("://")[2].split("/", 1)[0]
DEMO = env.bool("DEMO", default=False)
STATE_DIR = Path(env.str("APP_STATE", default=str(VAR_DIR)))
