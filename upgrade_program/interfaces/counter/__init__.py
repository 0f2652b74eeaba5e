"""The counter: pages for store staff. One field finds, one page sells, one page tells what a plan is worth and what may be done now."""
