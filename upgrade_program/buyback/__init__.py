"""Honouring the promise: claims, their gates and check list, the offer, the settlement and what follows from it."""
