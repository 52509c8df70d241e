"""What an instructor runs: build, release, collect, grade, return feedback, export."""

import sys

# jsonschema compiles a grammar of web addresses when it is imported, for a second or two, to
# check a kind of text that notebooks do not have. Without this optional part it starts at once.
sys.modules.setdefault("rfc3987_syntax", None)
