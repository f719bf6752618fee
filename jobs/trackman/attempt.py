"""How a file is loaded: the quick way beside others first, then carefully or alone when that does not do."""

from dataclasses import dataclass

import asyncpg

from slugger.jobs.trackman.delivery import Scan
from slugger.jobs.trackman.file_name import FileName
from slugger.jobs.trackman.reading import read
from slugger.jobs.trackman.sheet import Sheet


class AloneError(Exception):
    """The load has to change what other loads may be reading."""


@dataclass
class Attempt:
    """One file on its way into the tables; `careful` and `alone` say how the next attempt is made."""

    scanned: Scan
    careful: bool = False
    alone: bool = False
    sheet: Sheet | None = None

    def read(self, name: FileName) -> Sheet:
        """Read the file."""
        self.sheet = read(self.scanned, name.kind, name.game_id, careful=self.careful)
        return self.sheet

    def close(self) -> None:
        """Give back what was read."""
        if self.sheet:
            self.sheet.close()

    def explains(self, error: asyncpg.PostgresError) -> bool:
        """Tell whether another attempt may get past `error`, or name it better."""
        if not self.alone and getattr(error, "constraint_name", None) == "pitch_pitch_uid_key":
            self.alone = True
            return True
        careful, self.careful = self.careful, True
        return not careful and not isinstance(error, asyncpg.ProgramLimitExceededError)
