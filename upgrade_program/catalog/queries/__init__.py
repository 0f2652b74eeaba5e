"""Questions about devices and their dated prices."""

from upgrade_program.catalog.offers import Offer
from upgrade_program.catalog.queries.offers import eligible_brand, offer_for, srp_on
from upgrade_program.catalog.queries.search import search_offers

__all__ = ["Offer", "eligible_brand", "offer_for", "search_offers", "srp_on"]
