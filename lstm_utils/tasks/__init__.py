"""Generated sequence data and text."""
