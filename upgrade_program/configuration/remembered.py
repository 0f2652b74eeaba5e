"""The tables whose every change of a row is remembered: catalogue, terms, stores, staff, rewards, and what else is set by hand and dated.

`hidden` columns may name a person or open a door: of them only that they changed is kept. `silent` ones move by themselves.
"""

REMEMBERED: dict[str, dict[str, tuple[str, ...]]] = {
    "catalog_devicemodel": {},
    "catalog_variant": {},
    "catalog_srp": {},
    "catalog_planprice": {},
    "catalog_sellingstop": {},
    "plans_termsversion": {},
    "plans_termstier": {},
    "plans_termscheck": {},
    "plans_termsgate": {},
    "billing_taxrule": {},
    "customers_consenttext": {},
    "buyback_partnerprice": {},
    "stores_store": {"hidden": ("name", "legal_name", "address", "city", "phone", "email", "upi_id")},
    "stores_staffuser": {
        "hidden": ("first_name", "last_name", "email", "mobile", "password", "pin"),
        "silent": ("last_login", "pin_failures"),
    },
    "stores_posting": {},
    "rewards_reward": {"silent": ("used",)},
    "rewards_rewardterms": {},
    "rewards_goodsfile": {},
    "programme_programmeversion": {},
    "programme_earnrule": {},
    "programme_statusversion": {},
    "programme_statustier": {},
    "activity_mission": {},
    "activity_boardterms": {},
}
