"""What any shop software needs, knowing nothing of phones or plans."""
