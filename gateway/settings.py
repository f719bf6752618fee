"""The settings, read from the environment: `SLUGGER_PORT=8080` sets `port`, `SLUGGER_LIMIT_DEPTH=9` a limit."""

from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field, SecretStr, ValidationError, ValidationInfo, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict
from pydantic_settings import SettingsError as UnreadableError

from slugger.gateway.errors import SettingsError
from slugger.resolvers.limits import Limits

PREFIX = "SLUGGER_"


def _postgresql(url: SecretStr) -> SecretStr:
    if not url.get_secret_value().startswith(("postgresql://", "postgres://", "postgresql+asyncpg://")):
        raise ValueError("it begins with postgresql://")
    return url


DatabaseUrl = Annotated[SecretStr, AfterValidator(_postgresql)]
"""An address such as `postgresql://user:password@host:5432/name?sslmode=require`; its text is never printed."""

SECRET_BYTES = 32
"""Length of the legacy token's key, and the least length of any other."""


def _key(secret: SecretStr) -> SecretStr:
    if len(secret.get_secret_value().encode()) != SECRET_BYTES:
        raise ValueError(f"it has exactly {SECRET_BYTES} bytes")
    return secret


def _long_enough(secret: SecretStr) -> SecretStr:
    if len(secret.get_secret_value().encode()) < SECRET_BYTES:
        raise ValueError(f"it has at least {SECRET_BYTES} bytes")
    return secret


class Settings(BaseSettings):
    """What an operator can choose. Values given to the constructor win over the environment."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX,
        env_nested_delimiter="_",
        env_nested_max_split=1,
        env_ignore_empty=True,
        extra="ignore",
        frozen=True,
    )

    database_url: DatabaseUrl | None = Field(
        default=None, description="PostgreSQL to use, `postgresql://…`; absent: the embedded one in the data directory."
    )
    database_reader_url: DatabaseUrl | None = Field(
        default=None,
        description="PostgreSQL that answers reads, such as Aurora's reader; absent: the writer.",
    )
    data_dir: Path = Field(default=Path(".slugger"), description="Directory of the embedded database.")
    host: str = Field(default="127.0.0.1", min_length=1, description="Address to listen on.")
    port: int = Field(default=8000, ge=0, le=65535, description="TCP port to listen on; 0: any free one.")
    pool_size: int = Field(
        default=10,
        ge=1,
        le=1000,
        description="Connections of one process for each purpose: writes, sessions that read, planned reads.",
    )
    request_bytes: int = Field(
        default=1_000_000, ge=1, description="Largest GraphQL request body or WebSocket message, in bytes."
    )
    request_seconds: float = Field(
        default=30.0,
        gt=0,
        description="Longest time that one request, or operation on a WebSocket, may take, in seconds.",
    )
    exports: int = Field(
        default=4, ge=1, le=100, description="Exports that one process makes at once; further ones wait for their turn."
    )
    export_seconds: float = Field(
        default=600.0, gt=0, description="Longest time that the database may read for one export, in seconds."
    )
    export_rows: int | None = Field(
        default=None, ge=0, description="Most rows of an export; one of more is refused. Absent: any number."
    )
    document_cache: int = Field(
        default=1_000, ge=0, description="How many GraphQL documents stay parsed, validated and planned."
    )
    limit: Limits = Field(
        default=Limits(), description="How much a request of anybody may ask for; `SLUGGER_LIMIT_<NAME>` sets each."
    )
    limit_signed_in: Limits = Field(
        default_factory=lambda settings: settings["limit"],
        description="The same for a request of somebody who signed in; what is not given is as for anybody.",
    )
    persisted_query_bytes: int = Field(
        default=8 * 1024**2,
        ge=0,
        description="Automatic persisted queries that one process keeps, in bytes; 0: none are taken.",
    )
    saved_queries: Literal["auto", "open", "read-only"] = Field(
        default="auto",
        description="Whether queries can be saved: `open` to whoever reaches the server, or `read-only`; `auto`: open "
        "on the embedded database alone.",
    )
    stats_cache_bytes: int = Field(
        default=32 * 1024**2,
        ge=0,
        description="Answers with groups or ranks of pitches that one process keeps while their data stand, in bytes; "
        "0: none.",
    )
    rest_cache_bytes: int = Field(
        default=128 * 1024**2, ge=0, description="Answers of ALPBAPI that one process keeps, in bytes; 0: none."
    )
    health_seconds: float = Field(
        default=2.0, gt=0, description="Longest time that a health check waits for the database, in seconds."
    )
    api_keys: Literal["auto", "optional", "required"] = Field(
        default="auto",
        description="Whether ALPBAPI asks for API keys; `auto`: always on a given database, on the embedded one from "
        "the time when the first key was made.",
    )
    legacy_token_secret: Annotated[SecretStr, AfterValidator(_key)] | None = Field(
        default=None, description="AES-256 key of the legacy widget tokens, 32 bytes of UTF-8; absent: none is valid."
    )
    widget_token_secret: Annotated[SecretStr, AfterValidator(_long_enough)] | None = Field(
        default=None,
        description="Key that widget tokens are signed with, 32 bytes or more, for nothing else; absent: none valid.",
    )
    drain_seconds: int = Field(
        default=10, ge=1, description="Time for running requests to finish after a stop, in seconds."
    )

    @field_validator("limit_signed_in", mode="before")
    @classmethod
    def _as_for_anybody(cls, given: Any, info: ValidationInfo) -> Any:  # noqa: ANN401 - what the environment holds
        return asdict(info.data.get("limit", Limits())) | given if isinstance(given, dict) else given

    @field_validator("widget_token_secret")
    @classmethod
    def _not_shared(cls, secret: SecretStr | None, info: ValidationInfo) -> SecretStr | None:
        if secret is not None and secret == info.data.get("legacy_token_secret"):
            raise ValueError("it is the legacy token's too, and each needs its own")
        return secret

    @property
    def keys_required(self) -> bool | None:
        """Tell whether ALPBAPI asks for API keys; None: from the time when the first was made."""
        if self.api_keys == "auto":
            return None if self.database_url is None else True
        return self.api_keys == "required"

    @property
    def saves_queries(self) -> bool:
        """Tell whether queries can be saved."""
        return self.database_url is None if self.saved_queries == "auto" else self.saved_queries == "open"


def load_settings(**chosen: object) -> Settings:
    """Read the settings; `chosen` values that are not None win. Raises SettingsError, which names the first bad one."""
    try:
        return Settings.model_validate({name: value for name, value in chosen.items() if value is not None})
    except UnreadableError as error:
        raise SettingsError(f"A setting is not usable: {error}.") from None
    except ValidationError as error:
        raise SettingsError(_sentence(error)) from None


def _sentence(error: ValidationError) -> str:
    first = error.errors()[0]
    name = "_".join(map(str, first["loc"]))
    words = first["msg"].removeprefix("Value error, ")
    shown = "" if name.endswith(("_url", "_secret")) else f"={first['input']}"
    return f"{PREFIX}{name.upper()}{shown} is not a usable value: {words[:1].lower()}{words[1:]}."
