"""The tables of saved views, and what the database itself holds of them."""

from __future__ import annotations

import pgtrigger
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

_REFUSE = "RAISE EXCEPTION '{}' USING ERRCODE = '23514', CONSTRAINT = '{}';".format
# Whoever stops sharing a view takes it from those who begin with it; asked at commit, when their choices have gone too.
_BEGINS = """
    IF EXISTS (SELECT 1 FROM saved_views_firstview f JOIN saved_views_savedview v ON v.id = f.view_id
                WHERE {which} AND (v.place <> f.place OR NOT v.shared AND v.owner_id <> f.person_id)) THEN
        {refuse}
    END IF;
    RETURN NULL;
"""


def _a_first_view_is_ones_own_or_shared(which: str, operation: pgtrigger.Operation) -> pgtrigger.Trigger:
    law = "a_first_view_is_ones_own_or_shared"
    return pgtrigger.Trigger(
        name=law,
        when=pgtrigger.After,
        operation=operation,
        timing=pgtrigger.Deferred,
        func=_BEGINS.format(which=which, refuse=_REFUSE("a list begins with a view of ones own, or a shared one, of that list", law)),
    )


class SavedView(models.Model):
    """One view of the list `place`. `query` is the list's own query string, as the page that shows it has written it.

    People are kept by plain id, with the name they had then.
    """

    place = models.CharField(max_length=20)
    owner_id = models.BigIntegerField()
    owner_name = models.CharField(max_length=150)
    name = models.CharField(max_length=40)
    query = models.CharField(max_length=1200)
    shared = models.BooleanField()
    saved_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint("place", "owner_id", Lower("name"), name="a_person_gives_a_name_once"),
            models.UniqueConstraint("place", Lower("name"), condition=Q(shared=True), name="a_shared_view_has_a_name_of_its_own"),
            models.CheckConstraint(condition=Q(name__regex=r"^\S(.*\S)?$"), name="a_view_has_a_name"),
            models.CheckConstraint(condition=~Q(place=""), name="a_view_is_of_a_list"),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="a_view_stays_its_makers",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                func="IF (NEW.place, NEW.owner_id) IS DISTINCT FROM (OLD.place, OLD.owner_id) THEN "
                + _REFUSE("a view stays its makers, and of its list", "a_view_stays_its_makers")
                + " END IF; RETURN NEW;",
            ),
            _a_first_view_is_ones_own_or_shared("v.id = NEW.id", pgtrigger.UpdateOf("shared")),
        ]

    def __str__(self) -> str:
        return self.name


class FirstView(models.Model):
    """The view that a person's list begins with."""

    place = models.CharField(max_length=20)
    person_id = models.BigIntegerField()
    view = models.ForeignKey(SavedView, on_delete=models.CASCADE, related_name="first_of")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["place", "person_id"], name="a_list_begins_with_one_view_a_person")]
        triggers = [_a_first_view_is_ones_own_or_shared("f.id = NEW.id", pgtrigger.Insert | pgtrigger.Update)]

    def __str__(self) -> str:
        return f"{self.place} of {self.person_id}"
