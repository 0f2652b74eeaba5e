"""What the stores sell: device models (Redmi Note 9 Pro) and their variants (4/64), each with a SKU."""

from __future__ import annotations

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.utils.text import slugify

from upgrade_program.catalog.enums import PROGRAMME_BRANDS


def slug_of(text: str) -> str:
    """The text as a slug in which `+` is spelt `plus`: Redmi Note 11 Pro+ becomes redmi-note-11-pro-plus."""
    return slugify(text.replace("+", " plus"))


class DeviceModel(models.Model):
    """A phone as its maker names it. `eligible` is head office's flag; only programme brands may carry it."""

    brand = models.CharField(max_length=40, help_text="Mi, Redmi or Xiaomi take part; any other brand is listed and refused by name.")
    series = models.CharField(max_length=60, blank=True)
    name = models.CharField(max_length=100, help_text="With the brand, as on the box: Redmi Note 9 Pro.")
    slug = models.SlugField(max_length=120, unique=True, editable=False)
    launch_date = models.DateField()
    eligible = models.BooleanField(default=False, help_text="Head office's flag: plans may be sold on this model.")

    class Meta:
        ordering = ["name"]
        verbose_name = "device model"
        constraints = [
            models.UniqueConstraint(fields=["brand", "name"], name="one_model_per_brand_and_name"),
            models.CheckConstraint(condition=~Q(brand="") & ~Q(name="") & ~Q(slug=""), name="a_model_has_brand_name_and_slug"),
            models.CheckConstraint(
                condition=Q(eligible=False) | Q(brand__in=PROGRAMME_BRANDS),
                name="only_programme_brands_are_eligible",
                violation_error_message="Only Mi, Redmi and Xiaomi phones take part.",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: object, **kwargs: object) -> None:
        self.slug = self.slug or slug_of(self.name)
        super().save(*args, **kwargs)  # type: ignore[arg-type]  # passed on as they came


class Variant(models.Model):
    """One memory size of a model, known to tills by its SKU (redmi-note-9-pro-4-64)."""

    model = models.ForeignKey(DeviceModel, on_delete=models.PROTECT, related_name="variants")
    ram_gb = models.PositiveSmallIntegerField("RAM, GB")
    storage_gb = models.PositiveSmallIntegerField("storage, GB")
    sku = models.SlugField("SKU", max_length=140, unique=True, editable=False)

    class Meta:
        ordering = ["model__name", "ram_gb", "storage_gb"]
        constraints = [
            models.UniqueConstraint(fields=["model", "ram_gb", "storage_gb"], name="one_variant_per_model_and_memory"),
            # The other end of the foreign key that keeps a variant's plan price with its own model.
            models.UniqueConstraint(fields=["id", "model"], name="a_variant_belongs_to_one_model"),
            models.CheckConstraint(condition=Q(ram_gb__gt=0, storage_gb__gt=0), name="memory_is_above_zero"),
            models.CheckConstraint(condition=Q(sku__regex=r"^[a-z0-9]+(-[a-z0-9]+)*$"), name="sku_is_lower_case_words"),
        ]
        indexes = [GinIndex(fields=["sku"], opclasses=["gin_trgm_ops"], name="variant_sku_trigrams")]

    def __str__(self) -> str:
        return f"{self.model.name} {self.memory}"

    def save(self, *args: object, **kwargs: object) -> None:
        self.sku = self.sku or slug_of(f"{self.model.name} {self.ram_gb} {self.storage_gb}")
        super().save(*args, **kwargs)  # type: ignore[arg-type]  # passed on as they came

    @property
    def memory(self) -> str:
        return f"{self.ram_gb}/{self.storage_gb}"
