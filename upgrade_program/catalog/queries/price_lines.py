"""Lines of a file of prices, matched with the catalogue."""

from __future__ import annotations

from collections.abc import Sequence

from upgrade_program.catalog.models import DeviceModel, PlanPrice, Variant
from upgrade_program.catalog.new_price import NewPrice
from upgrade_program.catalog.price_lines import PriceLine
from upgrade_program.kernel.sheets import LineFault

Matched = list[tuple[int, NewPrice]]
_NO_MODEL = "No model of the catalogue has this name. Copy it from the export."


def matched(lines: Sequence[PriceLine]) -> tuple[Matched, list[LineFault]]:
    """The rows of a change set by their lines, and the lines that name no device, two that differ, or one twice; in three statements."""
    models = {model.name.casefold(): model.pk for model in DeviceModel.objects.all()}
    variants = {
        sku: (pk, model)
        for sku, pk, model in Variant.objects.filter(sku__in={line.sku for line in lines}).values_list("sku", "pk", "model_id")
    }
    prices = PlanPrice.objects.filter(withdrawn_at=None).order_by("valid").values_list("model_id", "variant_id", "pk")
    last: dict[tuple[int, int | None], int] = {(model, variant): pk for model, variant, pk in prices}
    rows: Matched = []
    faults: list[LineFault] = []
    met: dict[str, int] = {}
    for line in lines:
        named = models.get(line.model.casefold())
        variant, model = variants.get(line.sku, (None, named)) if line.sku else (None, named)
        fault = _fault(line, by_name=named, variant=variant, model=model)
        if fault or model is None:
            faults.append(
                fault or LineFault(line.line, "model", "invalid", "No model of the catalogue has this name. Copy it from the export.")
            )
            continue
        row = NewPrice(model_id=model, variant_id=variant, amount=line.amount, seen_id=last.get((model, variant)))
        if row.key in met:
            faults.append(LineFault(line.line, "model", "invalid", f"The same device as in line {met[row.key]}. Leave one of them out."))
            continue
        met[row.key] = line.line
        rows.append((line.line, row))
    return rows, faults


def _fault(line: PriceLine, *, by_name: int | None, variant: int | None, model: int | None) -> LineFault | None:
    if line.sku and variant is None:
        return LineFault(line.line, "sku", "invalid", "No device of the catalogue has this SKU. Copy it from the export.")
    if line.model and by_name is None:
        return LineFault(line.line, "model", "invalid", _NO_MODEL)
    if line.model and line.sku and by_name != model:
        return LineFault(line.line, "sku", "invalid", "This SKU belongs to another model. Correct the model or the SKU.")
    return None
