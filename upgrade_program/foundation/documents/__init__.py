"""Paper: A4 pages by typst, amounts in words, and which print of a document was the original. Knows nothing of phones or plans."""
