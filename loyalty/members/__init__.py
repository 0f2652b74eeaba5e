"""Members as staff meet them: found by their mobile, their points in words, adjusted and merged. Owns no table."""
