"""What happens to the catalogue: dated prices are set, eligibility is flagged, files are loaded. Each change leaves one audit row."""

from upgrade_program.catalog.services.devices import add_model, add_variant, set_eligibility
from upgrade_program.catalog.services.loading import Changes, load_catalogue
from upgrade_program.catalog.services.plan_prices import set_plan_price
from upgrade_program.catalog.services.srps import set_srp, verify_srp

__all__ = ["Changes", "add_model", "add_variant", "load_catalogue", "set_eligibility", "set_plan_price", "set_srp", "verify_srp"]
