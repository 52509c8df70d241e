"""What an instructor runs: build, release, collect, grade, return feedback, export."""
