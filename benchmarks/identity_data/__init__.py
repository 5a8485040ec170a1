"""Made-up lists of people with true duplicates, for measuring the rule that tells who is who."""
