"""What a course on a platform has: columns of the gradebook, and members.

Sources: 1EdTech Assignment and Grade Services 2.0, 3.2 (line items); Names and Role
Provisioning Services 2.0.
"""

import json
from collections import Counter
from collections.abc import Iterable
from urllib.parse import urlsplit, urlunsplit

from autograde.classroom.students import Student
from autograde.core.errors import CourseError
from autograde.lti.platform import Platform, content

LINE_ITEM = "application/vnd.ims.lis.v2.lineitem+json"
LINE_ITEMS = "application/vnd.ims.lis.v2.lineitemcontainer+json"
MEMBERS = "application/vnd.ims.lti-nrps.v2.membershipcontainer+json"


def find_column(platform: Platform, lesson: str) -> str:
    """Return the address of a lesson's line item; "" if the course has none.

    Raises:
        CourseError: if it has several.
    """
    settings = platform.settings
    if lesson in settings.columns:
        return settings.columns[lesson]
    items = [
        item
        for page in platform.pages(settings.lineitems, LINE_ITEMS)
        for item in page
        if isinstance(item, dict) and isinstance(item.get("id"), str)
    ]
    named = [item["id"] for item in items if item.get("resourceId") == lesson]
    named = named or [item["id"] for item in items if item.get("label") == lesson]
    if len(named) > 1:
        raise CourseError(
            f"The course has {len(named)} columns {lesson}: {', '.join(named)}. Put the address"
            f' of the right one into lti.toml: [lti.columns] "{lesson}" = "https://...".'
        )
    return named[0] if named else ""


def create_column(platform: Platform, column: dict) -> str:
    """Create a column and return the address of its line item."""
    headers = {"Content-Type": LINE_ITEM, "Accept": LINE_ITEM}
    data = json.dumps(column).encode()
    made = content(platform.request("POST", platform.settings.lineitems, headers, lambda: data))
    if not isinstance(made, dict) or not isinstance(made.get("id"), str):
        raise CourseError(f"The platform created a column, but did not name it: {made}.")
    return made["id"]


def scores_of(line_item: str) -> str:
    """Return where the scores of a line item are posted; Moodle's addresses have a query."""
    parts = urlsplit(line_item)
    return urlunsplit(parts._replace(path=f"{parts.path.rstrip('/')}/scores"))


def members(platform: Platform, students: Iterable[Student]) -> dict[str, str]:
    """Return the platform's user id of each student that it knows.

    A member is the student with the same id (SIS id, ID number), else with the same email.
    What fits several members or several students is left out.
    """
    pages = platform.pages(platform.settings.members, MEMBERS)
    found = [
        m for page in pages for m in (page.get("members", []) if isinstance(page, dict) else [])
    ]
    learners = [member for member in found if _is_learner(member)]
    users = _matched(students, learners)
    twice = {user for user, count in Counter(users.values()).items() if count > 1}
    return {student: user for student, user in users.items() if user not in twice}


def _is_learner(member: object) -> bool:
    if not isinstance(member, dict) or not isinstance(member.get("user_id"), str):
        return False
    roles = [str(role).rpartition("#")[2] for role in member.get("roles") or []]
    return "Learner" in roles and member.get("status", "Active") == "Active"


def _matched(students: Iterable[Student], learners: list[dict]) -> dict[str, str]:
    by_id, by_email = _index(learners, "lis_person_sourcedid"), _index(learners, "email")
    users = {}
    for student in students:
        keys = [key for key in (student.id, student.sis_user_id) if key.lower() in by_id]
        same = by_id[keys[0].lower()] if keys else by_email.get(student.email.lower(), [])
        if len(same) == 1:
            users[student.id] = same[0]
    return users


def _index(learners: list[dict], name: str) -> dict[str, list[str]]:
    index: dict[str, list[str]] = {}
    for member in learners:
        if member.get(name):
            index.setdefault(str(member[name]).lower(), []).append(member["user_id"])
    return index
