"""One plan's whole file, for auditors and head office: what was promised, paid, written, shown, claimed, told, asked and done.

Screen and PDF are drawn from the same parts, so they never differ; the ZIP holds the PDF, every paper, the photos and the trail.
"""
