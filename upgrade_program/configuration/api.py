"""The interface for machines, and its description."""

from typing import Any

REST_FRAMEWORK: dict[str, Any] = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["upgrade_program.interfaces.api.authentication.BearerToken"],
    "DEFAULT_PERMISSION_CLASSES": ["upgrade_program.interfaces.api.permissions.IsStaff"],
    "DEFAULT_RENDERER_CLASSES": ["upgrade_program.interfaces.api.renderers.Json"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "upgrade_program.interfaces.api.errors.problem",
    "COERCE_DECIMAL_TO_STRING": True,
    "UNAUTHENTICATED_USER": None,
}
SPECTACULAR_SETTINGS: dict[str, Any] = {
    "TITLE": "Smart Upgrade API",
    "VERSION": "1",
    "DESCRIPTION": "Sell assured-buyback plans, check their value, honour them. Errors are RFC 9457 problem details with a stable code.",
    "SERVE_INCLUDE_SCHEMA": False,
    "PATH_CONVERTER_OVERRIDES": {"member": {"type": "string", "pattern": "^m[1-9][0-9]{0,17}-[A-Za-z0-9_-]{43}$"}},
    "SERVE_PERMISSIONS": ["rest_framework.permissions.AllowAny"],
    # Two fields are called state: the names their sets of words have in the schema.
    "ENUM_NAME_OVERRIDES": {
        "StateEnum": ["open", "inspected", "offered", "accepted", "settled", "refused", "declined", "lapsed", "reversed"],
        "RewardKindEnum": ["voucher", "goods", "partner", "refurbished"],
        "EntryKindEnum": [
            "earn",
            "mature",
            "redeem",
            "hold",
            "capture",
            "release",
            "expire",
            "clawback",
            "offset",
            "restore",
            "adjust",
            "merge",
        ],
        "RedemptionStateEnum": ["issued", "used", "cancelled"],
    },
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "upgrade_program.interfaces.api.schema.add_not_found",
        "upgrade_program.interfaces.api.schema_links.add_links",
    ],
}
