"""What is refused about saved views."""

from __future__ import annotations

from upgrade_program.kernel.errors import Forbidden, Refused


class NameTaken(Refused):
    """Of one's own two, or of the shared ones of everybody two, would have one name."""

    code = "name_taken"
    field = "name"
    sentence = "There is a view of this name already."
    next_step = "Choose another name, or open that view."


class TooManyViews(Refused):
    """More than anybody finds again."""

    code = "too_many_views"
    field = "name"
    sentence = "You have kept {most} views of this list."
    next_step = "Delete one that you no longer need."


class NotYourView(Forbidden):
    """A shared view is everybody's to open, and its maker's to change."""

    sentence = "This view was made by {maker}, who alone changes it."
    next_step = "Save it under a name of your own."
