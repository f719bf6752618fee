"""What roles may do with the legacy views: what they might with the table or view that stood in the same place.

Except for the logins, which the website goes on to write, that is to read: only this program writes the league.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import text
from sqlalchemy.engine import Connection


@dataclass(frozen=True)
class Privilege:
    """That `grantee`, as SQL names it, may do `action` with a relation of schema public, or with one column of it."""

    relation: str
    column: str | None
    action: str
    grantee: str
    grantable: bool


# An owner may do everything without a grant; the relation that comes next may have another owner.
_HELD = text(
    """
    SELECT c.relname::text, acl.column_name::text, acl.privilege_type,
           CASE acl.grantee WHEN 0 THEN 'PUBLIC' ELSE quote_ident(r.rolname) END, acl.is_grantable
    FROM pg_class c CROSS JOIN LATERAL (
        SELECT NULL::name AS column_name, t.* FROM aclexplode(coalesce(c.relacl, acldefault('r', c.relowner))) t
        UNION ALL
        SELECT a.attname, t.* FROM pg_attribute a CROSS JOIN LATERAL aclexplode(a.attacl) t
        WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped) AS acl
    LEFT JOIN pg_roles r ON r.oid = acl.grantee
    WHERE c.relnamespace = to_regnamespace('public')::oid AND c.relname = ANY (:names)
      AND acl.grantee <> quote_ident(current_user)::regrole
      AND (acl.privilege_type = 'SELECT'
           OR c.relname = 'session' AND acl.privilege_type IN ('INSERT', 'UPDATE', 'DELETE'))
    ORDER BY c.relname, acl.column_name, 4, 3
    """
)
_COLUMNS = text(
    """
    SELECT c.relname::text, a.attname::text, quote_ident(a.attname)
    FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
    WHERE c.relnamespace = to_regnamespace('public')::oid AND c.relname = ANY (:names) AND a.attnum > 0
    """
)


def privileges(connection: Connection, names: Iterable[str]) -> list[Privilege]:
    """List what others than the current user may do with relations of schema public, as far as views know it."""
    rows = connection.execute(_HELD, {"names": list(names)})
    return [Privilege(*row) for row in rows]


def grant(connection: Connection, held: Sequence[Privilege]) -> None:
    """Grant privileges on the relations that stand there now; those on columns that they lack fall away."""
    names = {privilege.relation for privilege in held}
    columns = {(row[0], row[1]): row[2] for row in connection.execute(_COLUMNS, {"names": list(names)})}
    for privilege in held:
        column = columns.get((privilege.relation, privilege.column)) if privilege.column else None
        if privilege.column and not column:
            continue
        action = f"{privilege.action} ({column})" if column else privilege.action
        option = " WITH GRANT OPTION" if privilege.grantable else ""
        connection.exec_driver_sql(f"GRANT {action} ON public.{privilege.relation} TO {privilege.grantee}{option}")
