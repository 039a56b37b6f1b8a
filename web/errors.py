"""What HTTP can refuse: the tree of `graph/errors`, continued. How errors are shown stands in `web/problems.py`.

    HuuNghiError
    ├── Refusal                     a request that is not answered as asked; may carry header fields, line and column
    │   ├── BadRequest         400  the request cannot be understood
    │   │   ├── BadSyntax      400  the SPARQL text does not parse; has line and column
    │   │   │   └── BadDocument 400  the RDF document does not
    │   │   └── QueryTooComplex 400 nested too deeply to be parsed or planned
    │   ├── Unauthorised       401  a token is needed, or the one given is wrong
    │   │   └── SignInNeeded   401  a person has to sign in, or the token typed in is wrong
    │   ├── Forbidden          403  SERVICE, LOAD, updates where none are configured; a form that is not ours
    │   ├── Elsewhere          404  what needs a store, where the service reads from an endpoint
    │   ├── NoSuchThing        404  no such graph, query, or path
    │   ├── WrongMethod        405  with Allow
    │   ├── NotAcceptable      406  no format the client takes
    │   ├── RequestTimedOut    408  the body did not arrive in time
    │   ├── Conflict           409  a graph that is to be made is there already
    │   │   └── Contradicts    409  what is put in contradicts what is claimed
    │   ├── Gone               410  the version of the data asked is no longer kept
    │   ├── ConditionFailed    412  If-Match, If-None-Match
    │   ├── TooLarge           413  the request, or the answer
    │   ├── WrongType          415  the body's media type
    │   ├── CannotEvaluate     422  legal SPARQL that cannot be evaluated here, as with an unknown function
    │   │   └── EngineFailure  422  the engine panicked on it
    │   ├── TooManyTries       429  too many wrong tokens, with Retry-After
    │   ├── HeadTooLarge       431  the header fields
    │   ├── UnknownCoding      501  the body's transfer coding
    │   ├── StoreFault              a fault of the store that another process met, with its own status
    │   ├── Unavailable        503  the data cannot be read or written just now
    │   │   ├── Busy           503  the queue is full, with Retry-After
    │   │   ├── Behind         503  a replica has not got the version yet that its client has seen
    │   │   ├── Cancelled      503  somebody cancelled the query by its id
    │   │   └── WorkerEnded    503  the process at work on it was killed from outside, or crashed
    │   ├── TimedOut           504  the deadline
    │   ├── VersionNotSupported 505 an answer in parts, to a client of HTTP/1.0
    │   └── OutOfMemory        507  the memory limit of one query
    ├── InputError
    │   └── InvalidValue       400  a parameter's value is not of the parameter's type
    ├── NotFound
    │   └── Withdrawn          410  the source was withdrawn
    └── InternalError          500  what nobody foresaw; nothing of its inside is told

No input is a 500: a refusal names the input's fault or the limit it met.
"""

from collections.abc import Mapping
from typing import ClassVar

from graph.errors import N_, Contradiction, HuuNghiError, InputError, NotFound, PrunedVersion, StoreError
from queries.sparql.places import Excerpt, excerpt

NOT_COUNTED = N_("This service reads from an endpoint, and has not counted what is in it.")
"""Said where counts of classes and properties are wanted, and no version on disk has them."""


class Refusal(HuuNghiError):
    """A request that is not answered as asked.

    `headers` are sent with the answer. `line` and `column` (1-based) say where in the text the fault is, and `excerpt`
    shows that line.
    """

    slug = "bad-request"
    title = "This request cannot be understood"
    next_step = "/docs describes what is allowed."
    status = 400

    def __init__(
        self,
        template: str,
        *,
        hint: str = "",
        values: Mapping[str, object] | None = None,
        headers: Mapping[str, str] | None = None,
        line: int | None = None,
        column: int | None = None,
    ) -> None:
        super().__init__(template, hint=hint, values=values)
        self.headers = dict(headers or {})
        self.line = line
        self.column = column
        self.excerpt: Excerpt | None = None

    def show_line(self, text: str) -> None:
        """Set the excerpt: the line of the text that the error is about, and a mark under the column."""
        if self.line and self.column:
            self.excerpt = excerpt(text, self.line, self.column)


class BadRequest(Refusal):
    """The request cannot be understood."""


class BadSyntax(BadRequest):
    """The SPARQL text or the RDF document does not parse."""

    slug = "syntax-error"
    title = "This cannot be parsed"
    next_step = "Correct the text there and send it again."


class BadDocument(BadSyntax):
    """An RDF document does not parse; the text names the place of each of its faults."""


class QueryTooComplex(BadRequest):
    """The query nests so deeply that the process evaluating it ended."""

    slug = "query-too-complex"
    title = "This query is too complex"


class Unauthorised(Refusal):
    """A token is needed, or the one given is wrong."""

    slug = "unauthorised"
    title = "You need to sign in"
    status = 401
    challenge: ClassVar[str] = 'Bearer realm="huunghi", Basic realm="huunghi", charset="UTF-8"'

    def __init__(self, template: str, *, hint: str = "", values: Mapping[str, object] | None = None) -> None:
        super().__init__(template, hint=hint, values=values, headers={"WWW-Authenticate": self.challenge})


class SignInNeeded(Unauthorised):
    """A person has to sign in, or the token typed in is wrong."""

    slug = "sign-in-needed"
    challenge = 'Bearer realm="huunghi"'
    """Without Basic, for which a browser would ask in a window of its own; the page has a form."""


class Forbidden(Refusal):
    """The service does not do this, whoever asks; or a form was not sent from our own page."""

    slug = "forbidden"
    title = "This is not allowed"
    status = 403


class Elsewhere(Refusal):
    """The service has nothing of its own to do this with: it reads from an endpoint."""

    slug = "elsewhere"
    title = "This is not to be had here"
    status = 404


class NoSuchThing(Refusal):
    """There is no such graph, query or path."""

    slug = "not-found"
    title = "There is no such graph or query"
    next_step = (
        "SELECT DISTINCT ?g { GRAPH ?g { } } asks which graphs there are; in an update, SILENT passes over a "
        "missing one."
    )
    status = 404


class WrongMethod(Refusal):
    """The address does not take this method."""

    slug = "method-not-allowed"
    title = "This address does not take that method"
    status = 405

    def __init__(self, method: str, allowed: tuple[str, ...]) -> None:
        super().__init__(
            "This address does not take %(method)s.",
            hint="It takes %(methods)s.",
            values={"method": method, "methods": ", ".join(allowed)},
            headers={"Allow": ", ".join(allowed)},
        )


class NotAcceptable(Refusal):
    """There is no format that the client takes."""

    slug = "not-acceptable"
    title = "There is no document in that format"
    next_step = "Name another format in Accept or by format=; /docs lists them."
    status = 406


class Conflict(Refusal):
    """What is to be made is there already."""

    slug = "conflict"
    title = "This is there already"
    status = 409


class Gone(Refusal):
    """The version of the data that is asked was removed in this moment; `graph.errors.PrunedVersion` otherwise."""

    slug = PrunedVersion.slug
    title = PrunedVersion.title
    next_step = PrunedVersion.next_step
    status = 410


class Contradicts(Conflict):
    """What is put in contradicts what is claimed; both sides are named."""

    slug = Contradiction.slug
    title = Contradiction.title


class ConditionFailed(Refusal):
    """What is to be changed is not as the request's conditions want it."""

    slug = "precondition-failed"
    title = "A condition of this request does not hold"
    next_step = "Read it again, and decide anew."
    status = 412


class RequestTimedOut(Refusal):
    """The request did not arrive in time."""

    slug = "request-timeout"
    title = "The request did not arrive in time"
    next_step = "Send it again, without long pauses."
    status = 408


class TooManyTries(Refusal):
    """Too many wrong tokens were sent; a right one is taken at any time."""

    slug = "too-many-tries"
    title = "Too many tries"
    next_step = "Wait a little, and see that the token is the right one."
    status = 429


class HeadTooLarge(Refusal):
    """The header fields are longer than the service reads."""

    slug = "head-too-large"
    title = "The header fields are too long"
    next_step = "Send fewer or shorter ones."
    status = 431


class UnknownCoding(Refusal):
    """The body is sent in a transfer coding that is not read here."""

    slug = "unknown-transfer-coding"
    title = "A body in this coding is not read here"
    status = 501


class VersionNotSupported(Refusal):
    """The answer cannot be given to a client of this version of HTTP."""

    slug = "http-version-not-supported"
    title = "This version of HTTP cannot carry the answer"
    status = 505


class TooLarge(Refusal):
    """The request, or the answer, is larger than the service allows."""

    slug = "too-large"
    title = "This is too large"
    next_step = "Send or ask for less at once."
    status = 413


class WrongType(Refusal):
    """The body's media type is not one that is read here."""

    slug = "unsupported-media-type"
    title = "A body of this type is not read here"
    status = 415


class CannotEvaluate(Refusal):
    """The text is legal, which a 400 would deny (SPARQL 1.1 Protocol section 2.1.7), and cannot be evaluated here."""

    slug = "cannot-evaluate"
    title = "This query cannot be run"
    status = 422


class EngineFailure(CannotEvaluate):
    """The engine failed on a query that is legal, and its process with it."""

    slug = "engine-failed"
    title = "The engine failed on this query"


class Unavailable(Refusal):
    """The data cannot be read or written just now."""

    slug = "unavailable"
    title = "The data cannot be read just now"
    next_step = "Try again in a moment."
    status = 503


class StoreFault(Refusal):
    """What is wrong with the store, where a refusal is wanted: it is called, titled and answered as the fault is."""

    def __init__(self, fault: StoreError) -> None:
        super().__init__(fault.template, hint=fault.hint_template, values=fault.values)
        self.slug, self.title, self.status = fault.slug, fault.title, fault.status


class Busy(Unavailable):
    """There is no room for this query just now."""

    slug = "busy"
    title = "The service is busy"

    def __init__(
        self,
        template: str,
        *,
        hint: str = "",
        values: Mapping[str, object] | None = None,
        retry_after: int = 1,
    ) -> None:
        """`retry_after` is in seconds."""
        super().__init__(template, hint=hint, values=values, headers={"Retry-After": str(retry_after)})


class Behind(Unavailable):
    """This replica has not got the version yet that the client has seen."""

    slug = "behind"
    title = "This replica is behind"
    next_step = "Try again in a second, or ask another server of this graph."


class Cancelled(Unavailable):
    """Somebody cancelled the query by its id."""

    slug = "cancelled"
    title = "The query was cancelled"
    next_step = "Ask again, with another id if you chose this one."


class WorkerEnded(Unavailable):
    """The process at work on the request ended, and not by what the request asks."""

    slug = "worker-ended"
    title = "The process that answered has ended"

    def __init__(self, template: str, *, hint: str = "", values: Mapping[str, object] | None = None) -> None:
        super().__init__(template, hint=hint, values=values, headers={"Retry-After": "5"})


class TimedOut(Refusal):
    """The query did not end within its time."""

    slug = "timeout"
    title = "The time for this query is over"
    next_step = "Ask for less (LIMIT, a narrower pattern), or allow more time with timeout=."
    status = 504


class OutOfMemory(Refusal):
    """The query used all the memory one query may have."""

    slug = "out-of-memory"
    title = "The memory for this query is used up"
    next_step = "Ask for less: LIMIT without ORDER BY, a narrower pattern, fewer groups."
    status = 507


class InvalidValue(InputError, ValueError):
    """A parameter's value is not of the parameter's type; raised by the types of `web/parameters.py`.

    Its texts may have the place `%(name)s`: the name of the parameter, which is known only where the type is used.
    """

    slug = "invalid-parameter"

    def __init__(self, template: str, *, hint: str = "", values: Mapping[str, object] | None = None) -> None:
        super().__init__(template, hint=hint, values={"name": "the value", **(values or {})})


class Withdrawn(NotFound):
    """The source was withdrawn."""

    slug = "withdrawn"
    title = "This source has been withdrawn"
    status = 410


class InternalError(HuuNghiError):
    """What nobody foresaw."""

    slug = "internal-error"
