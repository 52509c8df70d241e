"""Requests to a learning platform: tokens, retries, pages of lists.

A request for a token has a JWT that the class's key signs (private_key_jwt). After an answer
that says "later" (429 or 5xx), or none at all, a request is sent again after a pause; each
attempt is new, with a new JWT and a new timestamp, as the platform may have taken the last one.

Sources: 1EdTech Security Framework 1.0, 4.1; RFC 7523; LTI Advantage services.
"""

import random
import time
import uuid
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import httpx
import jwt

from autograde.core.errors import CourseError
from autograde.lti.keys import Key
from autograde.lti.settings import Settings, require_address

GRADES = "https://purl.imsglobal.org/spec/lti-ags/scope/"
SCORE, LINE_ITEM = f"{GRADES}score", f"{GRADES}lineitem"
MEMBERS = "https://purl.imsglobal.org/spec/lti-nrps/scope/contextmembership.readonly"
ASSERTION = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
LATER = (429, 500, 502, 503, 504)
PAUSES = (1.0, 2.0, 4.0, 8.0)  # seconds before further attempts, unless the answer names them
LONGEST = 60.0
EARLY = 30  # seconds before its end from which a token is not used
SHOWN = 300  # characters of an answer


class UnreachableError(CourseError):
    """The platform gave no useful answer to any attempt."""


class Platform:
    """A platform, as the settings of a class describe it; use it in a `with` statement."""

    def __init__(self, settings: Settings, key: Key, scopes: tuple[str, ...]) -> None:
        self.settings, self.key, self.scopes = settings, key, scopes
        self.client = httpx.Client(timeout=30, headers={"User-Agent": "lstm-course"})
        self.token, self.ends = "", 0.0

    def __enter__(self) -> "Platform":
        return self

    def __exit__(self, *_: object) -> None:
        self.client.close()

    def request(
        self, method: str, url: str, headers: dict, body: Callable[[], bytes] | None = None
    ) -> httpx.Response:
        """Send a request with a token until the platform answers it, and return the answer.

        Args:
            method: GET or POST.
            url: the address.
            headers: besides the token.
            body: makes the content of each attempt.

        Raises:
            UnreachableError: if the last attempt had no answer, or one that says "later".
        """
        require_address(url, "The platform named an address")

        def once() -> httpx.Response:
            content = body() if body else None
            signed = headers | {"Authorization": f"Bearer {self._token()}"}
            return self.client.request(method, url, headers=signed, content=content)

        answer = with_retries(once)
        if answer.status_code == httpx.codes.UNAUTHORIZED:  # the token ended early
            self.token = ""
            answer = with_retries(once)
        return answer

    def pages(self, url: str, accept: str) -> Iterator:
        """Yield the JSON of each page of a list.

        Raises:
            CourseError: if the platform refuses.
        """
        seen = set()
        while url and url not in seen:
            seen.add(url)
            answer = self.request("GET", url, {"Accept": accept})
            yield content(answer)
            url = answer.links.get("next", {}).get("url", "")

    def _token(self) -> str:
        if not self.token or time.monotonic() > self.ends:
            answer = with_retries(self._ask)
            granted = _granted(answer, self.settings)
            missing = set(self.scopes) - set(str(granted.get("scope", "")).split())
            if granted.get("scope") and missing:
                raise CourseError(
                    f"The platform does not allow this tool: {', '.join(sorted(missing))}."
                    " Allow these services in the platform's settings of the tool."
                )
            self.token = str(granted["access_token"])
            self.ends = time.monotonic() + float(granted.get("expires_in", 3600)) - EARLY
        return self.token

    def _ask(self) -> httpx.Response:
        now, who = int(time.time()), self.settings.client_id
        claims = {
            "iss": who,
            "sub": who,
            "aud": self.settings.audience or self.settings.token_url,
            "iat": now,
            "exp": now + 300,
            "jti": str(uuid.uuid4()),
        }
        private, named = self.key.private, {"kid": self.key.id}
        form = {
            "grant_type": "client_credentials",
            "client_assertion_type": ASSERTION,
            "client_assertion": jwt.encode(claims, private, "RS256", headers=named),
            "scope": " ".join(self.scopes),
        }
        return self.client.post(self.settings.token_url, data=form)


def _granted(answer: httpx.Response, settings: Settings) -> dict:
    try:
        granted = answer.json()
        lasts = float(granted.get("expires_in", 1))
        if answer.is_success and granted["access_token"] and lasts:
            return granted
    except (ValueError, TypeError, KeyError, AttributeError):
        pass
    raise CourseError(
        f"{settings.token_url} gave no token: {in_words(answer)}. Compare client_id and"
        " token_url in lti.toml, and the public key, with the platform's settings of the tool."
    )


def with_retries(once: Callable[[], httpx.Response]) -> httpx.Response:
    """Return the answer to a request, which is sent again while the platform says "later".

    Raises:
        UnreachableError: after the last attempt.
    """
    for pause in (*PAUSES, None):
        answer = None
        try:
            answer = once()
            if answer.status_code not in LATER:
                return answer
            why = in_words(answer)
        except httpx.RequestError as error:
            why = f"{type(error).__name__}: {error}"
        if pause is None:
            break
        time.sleep(_pause(answer, pause))
    raise UnreachableError(f"The platform did not answer {len(PAUSES) + 1} attempts ({why}).")


def _pause(answer: httpx.Response | None, usual: float) -> float:
    """Return for how many seconds to wait: what the platform asks for, within reason."""
    wanted = answer.headers.get("Retry-After", "") if answer is not None else ""
    try:
        seconds = float(wanted)
    except ValueError:
        try:
            seconds = (parsedate_to_datetime(wanted) - datetime.now(UTC)).total_seconds()
        except (ValueError, TypeError):
            seconds = usual * random.uniform(1, 1.5)
    return min(max(seconds, 0.0), LONGEST)


def content(answer: httpx.Response) -> list | dict:
    """Return the JSON of an answer.

    Raises:
        CourseError: if the platform refused, or it is not JSON.
    """
    try:
        found = answer.json() if answer.is_success else None
    except ValueError:
        found = None
    if not isinstance(found, list | dict):
        raise CourseError(f"{answer.url}: the platform answered {in_words(answer)}.")
    return found


def in_words(answer: httpx.Response) -> str:
    """Return status and text of an answer, shortened."""
    text = " ".join(answer.text.split())
    return f"{answer.status_code} {answer.reason_phrase}: {text[:SHOWN]}".rstrip(": ")
