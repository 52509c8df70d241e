"""What runs inside the sandbox. Nothing here decides anything, and nothing here is secret."""
