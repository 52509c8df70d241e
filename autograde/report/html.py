"""HTML pages from the templates of this folder."""

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from autograde.classroom.folder import TEMPLATES


def render(template: str, **values: object) -> str:
    """Return a page with values in place of its variables; their text is escaped."""
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template(template).render(**values)
