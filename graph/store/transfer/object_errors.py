"""What an object store's refusals mean, and what it is told by the environment."""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Final

from obstore.exceptions import BaseError, PermissionDeniedError, UnauthenticatedError

from graph.errors import InputError, TransferFailed, Unreachable

_ADDRESS: Final = re.compile(
    r"s3://([a-z0-9][a-z0-9._-]{1,61}[a-z0-9])(?:/([A-Za-z0-9_.=-]+(?:/[A-Za-z0-9_.=-]+)*))?"
)
_KEYS: Final = (
    "InvalidAccessKeyId",
    "SignatureDoesNotMatch",
    "AccessDenied",
    "InvalidClientTokenId",
    "ExpiredToken",
)
_NONE: Final = ("MissingAccessKeyId", "MissingSecretAccessKey", "Missing AccessKeyId", "169.254.169.254")
_CREDENTIALS: Final = (
    "Give AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY (and AWS_SESSION_TOKEN, where there is one) in the environment. "
    "They have to allow ListBucket, GetObject, and to send versions PutObject and DeleteObject as well."
)


def parts_of_address(address: str) -> tuple[str, str]:
    """Return the bucket and the prefix of an address, '' for none.

    >>> parts_of_address("s3://graphs/huunghi/public")
    ('graphs', 'huunghi/public')
    """
    match = _ADDRESS.fullmatch(address)
    if match is None or ".." in address:
        raise InputError(
            "%(address)s is no address in an object store.",
            hint="Write s3://BUCKET/PREFIX: lower-case letters, digits, '-' and '.' for the bucket; the endpoint is "
            "AWS_ENDPOINT_URL.",
            values={"address": address},
        )
    return match[1], match[2] or ""


def environment(said: Mapping[str, str]) -> Any:
    """Return what obstore does not take from the environment by itself: AWS_ENDPOINT_URL_S3, and a region, which the
    signature needs and stores that are not Amazon's mostly have none of.
    """
    config: dict[str, str] = {}
    if endpoint := said.get("AWS_ENDPOINT_URL_S3"):
        config["endpoint_url"] = endpoint
    if not (said.get("AWS_REGION") or said.get("AWS_DEFAULT_REGION")):
        config["region"] = "us-east-1"
    return config


class TransferErrors:
    """Called, it is a context that raises a TransferFailed for each error of obstore, with what to do."""

    def __init__(self, address: str, bucket: str) -> None:
        self._address = address
        self._bucket = bucket

    @contextmanager
    def __call__(self) -> Iterator[None]:
        """Raise Unreachable or another TransferFailed for an error of obstore within the block."""
        try:
            yield
        except FileNotFoundError as error:
            self.require_bucket(error)
            raise Unreachable(
                "%(address)s lacks an object that it should have.",
                values={"address": self._address},
                cause=_first_line(error),
            ) from error
        except BaseError as error:
            raise self._error(error) from error

    def require_bucket(self, error: BaseException) -> None:
        """Raise Unreachable where an error says that there is no such bucket."""
        if "NoSuchBucket" in str(error):
            raise Unreachable(
                "There is no bucket %(bucket)s.",
                hint="See the name of the bucket, AWS_ENDPOINT_URL and AWS_REGION; or make the bucket first.",
                values={"bucket": self._bucket},
                cause=_first_line(error),
            ) from error

    def nonsense(self, name: str) -> TransferFailed:
        """Return the error for an object that is not what this program writes."""
        return TransferFailed(
            "%(name)s at %(address)s is not what this program writes.",
            hint="Name a bucket and a prefix that versions were sent to, or an empty one.",
            values={"name": name, "address": self._address},
        )

    def _error(self, error: BaseError) -> TransferFailed:
        said = str(error)
        self.require_bucket(error)
        if any(one in said for one in _NONE):
            return Unreachable(
                "There are no credentials for %(address)s.",
                hint=_CREDENTIALS,
                values={"address": self._address},
                cause=_first_line(error),
            )
        refused = isinstance(error, PermissionDeniedError | UnauthenticatedError)
        if refused or any(f"<Code>{one}" in said for one in _KEYS):
            return Unreachable(
                "%(address)s does not let us in: the credentials are wrong, or do not allow this.",
                hint=_CREDENTIALS,
                values={"address": self._address},
                cause=_first_line(error),
            )
        return Unreachable(
            "%(address)s does not answer as it should.",
            hint="See that AWS_ENDPOINT_URL (without it: Amazon's own) and AWS_REGION are right and can be reached "
            "from here. What is served is unchanged, and what has come is kept.",
            values={"address": self._address},
            cause=_first_line(error),
        )


def _first_line(error: BaseException) -> str:
    """Return what an error says, without what obstore adds for those who work on it."""
    said = str(error).partition("\n\nDebug source")[0]
    code = re.search(r"<Code>([A-Za-z]{1,60})</Code>", said)
    return f"{said.splitlines()[0][:400]}{f' {code[1]}' if code else ''}"
