"""A learning platform as a real HTTP server, with the rules of the specifications.

1EdTech Security Framework 1.0 (tokens), Assignment and Grade Services 2.0 (line items, scores),
Names and Role Provisioning Services 2.0 (members). It refuses what they forbid; `faults` makes
it fail as a busy platform does.
"""

import json
import secrets
import threading
import time
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import jwt

CLIENT = "10000000000042"
GRADES = "https://purl.imsglobal.org/spec/lti-ags/scope/"
NRPS = "https://purl.imsglobal.org/spec/lti-nrps/scope/contextmembership.readonly"
MAY = {f"{GRADES}lineitem", f"{GRADES}score", NRPS}
GRANT = {
    "grant_type": "client_credentials",
    "client_assertion_type": "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
}
REQUIRED = {"userId", "timestamp", "activityProgress", "gradingProgress"}
OPTIONAL = {"scoreGiven", "scoreMaximum", "comment"}
ACTIVITY = {"Initialized", "Started", "InProgress", "Submitted", "Completed"}
GRADING = {"FullyGraded", "Pending", "PendingManual", "Failed", "NotReady"}
LEARNER = "http://purl.imsglobal.org/vocab/lis/v2/membership#Learner"
PAGE = 4  # members on one page


@dataclass
class Fault:
    """What goes wrong with the next request to a path: a status, or no answer at all."""

    path: str
    status: int = 0
    taken: bool = False
    headers: dict = field(default_factory=dict)


class RefusedError(Exception):
    """A request that the specification forbids."""

    def __init__(self, status, why):
        super().__init__(why)
        self.status = status


class Platform(ThreadingHTTPServer):
    """One course on a platform."""

    daemon_threads = True

    def __init__(self, members, may=MAY):
        super().__init__(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server_port}"
        self.members, self.may, self.jwks = members, set(may), {"keys": []}
        self.columns, self.scores, self.tokens, self.used = {}, {}, {}, set()
        self.faults, self.requests = [], []
        self.token_uses = 1000  # requests after which a token ends, though it promises an hour
        self.pause = 0.0  # seconds before a score is answered
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def settings(self):
        """Return what an instructor writes into lti.toml."""
        return {
            "client_id": CLIENT,
            "token_url": f"{self.url}/token",
            "lineitems": f"{self.url}/7/lineitems?type_id=3",
            "members": f"{self.url}/7/members",
        }

    def grades(self, label):
        """Return the gradebook's column of that name: the last score of each user."""
        (column,) = [path for path, each in self.columns.items() if each["label"] == label]
        return {
            user: every[-1] for (path, user), every in self.scores.items() if path == column
        }

    def fault(self, method, path):
        """Return the fault of a request, if one is due."""
        self.requests.append(f"{method} {path}")
        due = next((each for each in self.faults if each.path in path), None)
        if due:
            self.faults.remove(due)
        return due

    def give_token(self, form):
        """Check a request for a token, and return the answer."""
        for name, value in GRANT.items():
            if form.get(name) != value:
                raise RefusedError(400, f"unsupported {name}")
        assertion = form["client_assertion"]
        try:
            keys = {key.key_id: key for key in jwt.PyJWKSet.from_dict(self.jwks).keys}
            claims = jwt.decode(
                assertion,
                keys[jwt.get_unverified_header(assertion)["kid"]],
                algorithms=["RS256"],
                audience=f"{self.url}/token",
                issuer=CLIENT,
                options={"require": ["iss", "sub", "aud", "iat", "exp", "jti"]},
            )
        except (jwt.PyJWTError, KeyError) as error:
            raise RefusedError(401, f"invalid_client: {error!r}") from None
        if claims["sub"] != CLIENT or claims["exp"] - claims["iat"] > 3600:
            raise RefusedError(401, "invalid_client: sub or exp")
        if claims["jti"] in self.used:
            raise RefusedError(401, "invalid_client: jti used before")
        self.used.add(claims["jti"])
        scopes = set(form.get("scope", "").split()) & self.may
        if not scopes:
            raise RefusedError(400, "invalid_scope")
        token = secrets.token_urlsafe(16)
        self.tokens[token] = [scopes, self.token_uses]
        return {
            "access_token": token,
            "token_type": "Bearer",
            "expires_in": 3600,
            "scope": " ".join(sorted(scopes)),
        }

    def require(self, authorization, *scopes):
        """Check the token of a request."""
        kind, _, token = (authorization or "").partition(" ")
        known = self.tokens.get(token)
        if kind != "Bearer" or not known or not known[1]:
            raise RefusedError(401, "invalid_token")
        granted, known[1] = known[0], known[1] - 1
        if not granted & set(scopes):
            raise RefusedError(403, "insufficient_scope")

    def add_column(self, item):
        """Create a line item."""
        if not item.get("label") or not item.get("scoreMaximum", 0) > 0:
            raise RefusedError(400, "a line item needs label and scoreMaximum")
        path = f"/7/lineitems/{len(self.columns) + 1}/lineitem"
        self.columns[path] = item | {"id": f"{self.url}{path}?type_id=3"}
        return self.columns[path]

    def take(self, path, score):
        """Record a score."""
        if path not in self.columns:
            raise RefusedError(404, "there is no such line item")
        extra = {name for name in score if not name.startswith("https://")}
        if REQUIRED - extra or extra - REQUIRED - OPTIONAL:
            raise RefusedError(400, f"fields: {sorted(extra)}")
        if score["activityProgress"] not in ACTIVITY or score["gradingProgress"] not in GRADING:
            raise RefusedError(400, "progress")
        if "scoreGiven" in score and not score.get("scoreMaximum", 0) > 0:
            raise RefusedError(400, "scoreGiven needs scoreMaximum")
        if score.get("scoreGiven", 0) < 0:
            raise RefusedError(400, "scoreGiven is negative")
        learners = [each["user_id"] for each in self.members if LEARNER in each["roles"]]
        if score["userId"] not in learners:
            raise RefusedError(400, f"no learner {score['userId']}")
        when = datetime.fromisoformat(score["timestamp"])
        if when.utcoffset() is None:
            raise RefusedError(400, "the timestamp has no time zone")
        every = self.scores.setdefault((path, score["userId"]), [])
        if every and datetime.fromisoformat(every[-1]["timestamp"]) >= when:
            raise RefusedError(409, "the timestamp is not later than the last one")
        every.append(score)
        time.sleep(self.pause)
        return {"resultUrl": f"{self.url}{path}/results/{score['userId']}"}


class Handler(BaseHTTPRequestHandler):
    """One request."""

    server: Platform
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        """Stay quiet."""

    def do_GET(self):
        self._answer("GET")

    def do_POST(self):
        self._answer("POST")

    def _answer(self, method):
        data = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        parts = urlsplit(self.path)
        fault = self.server.fault(method, parts.path)
        status, links, body = 200, {}, {}
        try:
            if fault is None or fault.taken:
                body, links = self._route(method, parts.path, parse_qs(parts.query), data)
        except RefusedError as error:
            status, body = error.status, {"error": str(error)}
        if fault and not fault.status:
            self.close_connection = True
            return
        if fault:
            status, body, links = fault.status, {"error": "later"}, fault.headers
        with suppress(ConnectionError):  # of a killed client
            self._send(status, links, json.dumps(body).encode())

    def _send(self, status, headers, data):
        self.send_response(status)
        for name, value in {"Content-Type": "application/json", **headers}.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def _route(self, method, path, query, data):
        """Return the content and headers of the answer."""
        server, content_type = self.server, self.headers.get("Content-Type", "")
        if (method, path) == ("POST", "/token"):
            if content_type != "application/x-www-form-urlencoded":
                raise RefusedError(400, "invalid_request")
            form = {name: values[0] for name, values in parse_qs(data.decode()).items()}
            return server.give_token(form), {}
        authorization = self.headers.get("Authorization")
        if (method, path) == ("GET", "/7/members"):
            server.require(authorization, NRPS)
            return self._members(int(query.get("page", ["0"])[0]))
        if query.get("type_id") != ["3"]:
            raise RefusedError(404, "the address is not complete")
        if (method, path) == ("GET", "/7/lineitems"):
            server.require(authorization, f"{GRADES}lineitem", f"{GRADES}lineitem.readonly")
            return list(server.columns.values()), {}
        if (method, path) == ("POST", "/7/lineitems"):
            server.require(authorization, f"{GRADES}lineitem")
            if content_type != "application/vnd.ims.lis.v2.lineitem+json":
                raise RefusedError(415, content_type)
            return server.add_column(json.loads(data)), {}
        if method == "POST" and path.endswith("/scores"):
            server.require(authorization, f"{GRADES}score")
            if content_type != "application/vnd.ims.lis.v1.score+json":
                raise RefusedError(415, content_type)
            return server.take(path.removesuffix("/scores"), json.loads(data)), {}
        raise RefusedError(404, "not found")

    def _members(self, page):
        rest = self.server.members[page * PAGE :]
        more = f'<{self.server.url}/7/members?page={page + 1}>; rel="next"'
        links = {"Link": more} if len(rest) > PAGE else {}
        return {"id": f"{self.server.url}/7/members", "members": rest[:PAGE]}, links
