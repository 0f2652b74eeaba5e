"""A page as everybody sees it: what axe finds and how much goes sideways, at a desk and in a hand, in light and dark."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any, NamedTuple

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

DESK = {"width": 1366, "height": 768}
HAND = {"width": 360, "height": 740}
# What axe's rules about colours are; every other rule answers in the dark as it does in the light, and is asked once a width.
COLOURS = ("color-contrast", "link-in-text-block")
_AXE = Axe().axe_script
# Colours fade when the scheme changes: axe would measure them half-way.
_SEEN = """async (colours) => {
  document.getAnimations().forEach((each) => { try { each.finish() } catch { each.cancel() } });
  const wide = document.documentElement.scrollWidth - document.documentElement.clientWidth;
  const options = {resultTypes: ["violations"], ...(colours && {runOnly: {type: "rule", values: colours}})};
  const shown = new Set([...document.body.querySelectorAll("*")].filter((each) => {
    const {width, height} = each.getBoundingClientRect();
    return width > 1 && height > 1 && each.checkVisibility({visibilityProperty: true});
  }));
  // No colour of ours depends on the width: of those that the other width showed in this scheme, each was measured there.
  const first = colours ? [...shown].filter((each) => !globalThis.shownElsewhere.has(each)) : [document];
  const parts = first.filter((each) => !first.includes(each.parentElement));
  globalThis.shownElsewhere = shown;
  const found = parts.length ? (await axe.run({include: parts}, options)).violations : [];
  return {wide, found: found.map((fault) => [fault.id, fault.nodes.length, fault.nodes.slice(0, 2).map((node) => node.html)])};
}"""


class Look(NamedTuple):
    scheme: str
    size: dict[str, int]
    colours: bool = False  # these alone, of what the look before, of the same scheme, did not show


LOOKS = (Look("light", DESK), Look("light", HAND, colours=True), Look("dark", HAND), Look("dark", DESK, colours=True))


def faults(page: Page, *, excused: Collection[str] = (), colours: bool = False) -> list[str]:
    """What is wrong with the page as it stands: rules of axe with what breaks them, and pixels too wide."""
    if not page.evaluate("'axe' in globalThis"):
        page.evaluate(_AXE)
    seen: dict[str, Any] = page.evaluate(_SEEN, list(COLOURS) if colours else None)
    wrong = [f"{seen['wide']} px too wide"] if seen["wide"] > 0 else []
    for rule, count, nodes in seen["found"]:
        if rule not in excused:
            wrong.append(f"{rule} ×{count}: " + "; ".join(" ".join(html.split())[:140] for html in nodes))
    return wrong


def in_each(page: Page, *, excused: Collection[str] = ()) -> Iterator[tuple[str, list[str]]]:
    """The page in look after look: the name of the look and the faults in it. Afterwards the page is as it was."""
    size = page.viewport_size
    dark, calm = page.evaluate("['color-scheme: dark', 'reduced-motion: reduce'].map((one) => matchMedia(`(prefers-${one})`).matches)")
    try:
        for look in LOOKS:
            page.emulate_media(color_scheme=look.scheme, reduced_motion="reduce")  # type: ignore[arg-type]
            page.set_viewport_size(look.size)  # type: ignore[arg-type]
            yield f"{look.size['width']}-{look.scheme}", faults(page, excused=excused, colours=look.colours)
    finally:
        page.emulate_media(color_scheme="dark" if dark else "light", reduced_motion="reduce" if calm else "no-preference")
        if size is not None:
            page.set_viewport_size(size)
