"""The register of files, in which adopted rows stand as deliveries of the lowest rank."""

LONG_AGO = "1900-01-01"
"""Day of delivery of adopted games: every file that TrackMan delivers is newer."""


def file_statement(select: str, source: str) -> str:
    """Give the statement that registers a file for each row of `source`, which counts its pitches as `n`.

    `select` gives the file's key, name, hash, size, game, day and kind.
    """
    return f"""
    INSERT INTO league.trackman_file
        (file_id, name, sha256, size, trackman_game_id, game_date, kind, verified, delivered_on, modified_at, state,
         rows, rows_added, rows_changed, rows_removed, warnings, registered_at)
    SELECT {select}, false, '{LONG_AGO}', '{LONG_AGO} 00:00+00', 'loaded', n, n, 0, 0, '[]', now()
    FROM {source}
    """
