"""A listing over HTTP: which requests it takes, and how its answers and failures look."""

from collections.abc import Mapping, Sequence
from http import HTTPStatus

from pydantic import ValidationError
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from slugger.gateway.compression import LEAST_BYTES, takes_gzip
from slugger.gateway.context import ProcessContext, process_of
from slugger.gateway.failures import DATABASE_FAILURES, UNREACHABLE, log_failure, unavailable
from slugger.gateway.rest.answers import Answer, Question
from slugger.gateway.rest.clubs import UNKNOWN_CLUB
from slugger.gateway.rest.envelope import JSON, failed, refused
from slugger.gateway.rest.noun import Noun
from slugger.gateway.rest.parameters import last_values

METHODS = ("GET", "HEAD")


class Endpoint:
    """The ASGI application of one noun. HEAD is answered as GET is, without the body; a request's body is not read."""

    def __init__(self, noun: Noun) -> None:
        """List `noun`."""
        self.noun = noun

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        await (await self.respond(Request(scope)))(scope, receive, send)

    async def respond(self, request: Request) -> Response:
        """Give the answer to a request."""
        process = process_of(request)
        try:
            return await self._listed(request, process)
        except ValidationError as error:
            return refused(error)
        except DATABASE_FAILURES as error:
            connecting = unavailable(error) == UNREACHABLE
            trace_id = log_failure(error)
        except Exception as error:  # noqa: BLE001  a defect has the legacy shape too, and is logged
            connecting, trace_id = False, log_failure(error)
        return failed("Error connecting to database" if connecting else f"Error fetching {self.noun.name}", trace_id)

    async def _listed(self, request: Request, process: ProcessContext) -> Response:
        values = last_values(request.scope["query_string"])
        question = await self._question(values, process)
        tag = question.tag(await process.answers.version())
        if _is_known(tag, request.headers.getlist("if-none-match")):
            return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=_headers(tag))
        answer = await process.answers.answer(question, tag)
        return await _sent(request, process, answer)

    async def _question(self, values: Mapping[str, str], process: ProcessContext) -> Question:
        """Check the parameters; only names of clubs that the legacy API did not know need the database."""
        model = self.noun.parameters
        try:
            return Question(self.noun, model.model_validate(values))
        except ValidationError as error:
            if not (self.noun.takes_club_names and _only_of_clubs(error)):
                raise
        return Question(self.noun, model.model_validate(values, context=await process.answers.club_names()))


def _only_of_clubs(error: ValidationError) -> bool:
    """Tell parameters of which nothing but the names of clubs is in doubt."""
    return {found["type"] for found in error.errors()} == {UNKNOWN_CLUB}


async def _sent(request: Request, process: ProcessContext, answer: Answer) -> Response:
    headers, body = _headers(answer.tag), answer.body
    if len(body) >= LEAST_BYTES:
        if takes_gzip(request.scope):
            headers["content-encoding"] = "gzip"
            body = await process.answers.compressed(answer)
        elif request.method == "GET":
            # Told by the application's own compression, which would tell it twice.
            del headers["vary"]
    if request.method == "HEAD":
        return Response(b"", headers=headers | {"content-length": str(len(body))}, media_type=JSON)
    return Response(body, headers=headers, media_type=JSON)


def _headers(tag: str) -> dict[str, str]:
    return {"etag": tag, "cache-control": "no-cache", "vary": "Accept-Encoding"}


def _is_known(tag: str, asked: Sequence[str]) -> bool:
    """Tell whether a client has the answer with `tag`, by its If-None-Match headers."""
    known = {item.strip().removeprefix("W/") for line in asked for item in line.split(",")}
    return tag.removeprefix("W/") in known or "*" in known
