"""What happens to the catalogue: dated prices are set, eligibility is flagged, files are loaded. Each change leaves one audit row."""

from upgrade_program.catalog.new_price import NewPrice
from upgrade_program.catalog.services.devices import add_model, add_variant, set_eligibility
from upgrade_program.catalog.services.loading import Changes, load_catalogue
from upgrade_program.catalog.services.price_changes import ask_prices, draft_prices, grant_prices
from upgrade_program.catalog.services.price_import import import_prices
from upgrade_program.catalog.services.selling_stops import ask_to_lift, grant_lift, stop_selling
from upgrade_program.catalog.services.srps import set_srp, verify_srp

__all__ = [
    "Changes",
    "NewPrice",
    "add_model",
    "add_variant",
    "ask_prices",
    "ask_to_lift",
    "draft_prices",
    "grant_lift",
    "grant_prices",
    "import_prices",
    "load_catalogue",
    "set_eligibility",
    "set_srp",
    "stop_selling",
    "verify_srp",
]
