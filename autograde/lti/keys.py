"""The key pair that identifies a class to a learning platform.

lti/private_key.pem   signs requests for tokens; only its owner can read it
lti/public_jwks.json  the public half, for a platform that takes a JSON Web Key Set
lti/public_key.pem    the same, for one that takes PEM
"""

import hashlib
import json
from base64 import urlsafe_b64encode
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from autograde.core.atomic import write_atomically
from autograde.core.errors import CourseError

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

FOLDER = "lti"
PRIVATE, JWKS, PEM = "private_key.pem", "public_jwks.json", "public_key.pem"
BITS = 2048


@dataclass(frozen=True)
class Key:
    """A private key with its id, the thumbprint of its public half."""

    private: "RSAPrivateKey"
    id: str


def make(root: Path) -> bool:
    """Make the key pair of a class unless it has one; return whether it is new."""
    require_packages()
    from cryptography.hazmat.primitives.asymmetric import rsa

    folder = root / FOLDER
    folder.mkdir(mode=0o700, exist_ok=True)
    new = not (folder / PRIVATE).exists()
    if new:
        private = rsa.generate_private_key(public_exponent=65537, key_size=BITS)
        write_atomically(folder / PRIVATE, _pem(private), mode=0o600)
    key = load(root)
    write_atomically(folder / JWKS, json.dumps({"keys": [_jwk(key)]}, indent=1) + "\n")
    write_atomically(folder / PEM, _public_pem(key))
    return new


def load(root: Path) -> Key:
    """Read the key of a class.

    Raises:
        CourseError: if there is none, or the file is damaged.
    """
    require_packages()
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    path = root / FOLDER / PRIVATE
    if not path.is_file():
        raise CourseError(f"{path} does not exist: make the key with `lstm-course lti setup`.")
    try:
        private = load_pem_private_key(path.read_bytes(), password=None)
    except (ValueError, TypeError) as error:
        raise CourseError(f"{path} is not an RSA key without password: {error}.") from None
    if not isinstance(private, RSAPrivateKey):
        raise CourseError(f"{path}: expected an RSA key, got {type(private).__name__}.")
    return Key(private, _thumbprint(private))


def require_packages() -> None:
    """Raise `CourseError` unless PyJWT and cryptography are installed."""
    try:
        import cryptography  # noqa: F401
        import jwt  # noqa: F401
    except ImportError:
        raise CourseError(
            "Posting scores needs the packages PyJWT and cryptography: install them with"
            ' `pip install -e ".[lti]" -c constraints.txt`.'
        ) from None


def _pem(private: "RSAPrivateKey") -> bytes:
    from cryptography.hazmat.primitives import serialization as form

    plain = form.NoEncryption()
    return private.private_bytes(form.Encoding.PEM, form.PrivateFormat.PKCS8, plain)


def _public_pem(key: Key) -> bytes:
    from cryptography.hazmat.primitives import serialization as form

    public = key.private.public_key()
    return public.public_bytes(form.Encoding.PEM, form.PublicFormat.SubjectPublicKeyInfo)


def _jwk(key: Key) -> dict[str, str]:
    return _numbers(key.private) | {"kid": key.id, "alg": "RS256", "use": "sig"}


def _numbers(private: "RSAPrivateKey") -> dict[str, str]:
    from jwt.algorithms import RSAAlgorithm

    public = RSAAlgorithm.to_jwk(private.public_key(), as_dict=True)
    return {name: public[name] for name in ("e", "kty", "n")}


def _thumbprint(private: "RSAPrivateKey") -> str:
    """Return the id of a key (RFC 7638): the same key has the same id everywhere."""
    text = json.dumps(_numbers(private), sort_keys=True, separators=(",", ":"))
    return urlsafe_b64encode(hashlib.sha256(text.encode()).digest()).rstrip(b"=").decode()
