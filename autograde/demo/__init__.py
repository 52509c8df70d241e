"""A synthetic class, graded from end to end."""
