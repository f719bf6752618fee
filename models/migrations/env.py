"""How Alembic reaches the database: on the connection that `slugger.models.migration` hands over."""

from alembic import context

from slugger.models.metadata import SCHEMA, Table

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Table.metadata,
    include_schemas=True,
    include_name=lambda name, kind, _: kind != "schema" or name == SCHEMA,
    version_table_schema=SCHEMA,
    compare_type=True,
    compare_server_default=True,
)
context.run_migrations()
