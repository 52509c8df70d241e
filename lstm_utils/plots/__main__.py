"""Write the static figures of the lessons: `python -m lstm_utils.plots [LESSON]`."""

import sys

from autograde.core.errors import CourseError
from autograde.core.paths import ROOT, SOLUTIONS, require_clone

from .static import static_figures, write_static_figures

try:
    require_clone("`python -m lstm_utils.plots`")
except CourseError as error:
    sys.exit(str(error))
only = sys.argv[1] if len(sys.argv) > 1 else ""
known = [path for path in static_figures() if path.startswith(only)]
if not known:
    sys.exit(f"no static figure starts with {only!r}; there are {', '.join(static_figures())}")
written = write_static_figures(SOLUTIONS, only)
for path in written:
    print(path.relative_to(ROOT))
print(f"{len(written)} of {len(known)} figures written; the others were up to date")
