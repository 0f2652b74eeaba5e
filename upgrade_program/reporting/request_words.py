"""How pages call the kinds of requests that another person decides."""

KINDS = {
    "claim.override": "Waive deductions",
    "plan.extension": "Hold a tier past its day",
    "plan.swap": "Warranty exchange",
    "points.adjustment": "Change points by hand",
    "points.merge": "Make two memberships one",
    "programme.version": "Publish a version of the programme",
    "prices.change": "Change plan prices",
    "stop.lift": "Sell a model again",
    "terms.version": "Publish new terms",
    "tax.rule": "Change a tax rate",
    "customer.erasure": "Erase a person",
    "staff.manager": "Make somebody manager",
    "staff.office": "Take somebody into head office",
}
