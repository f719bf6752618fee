import { parse } from 'graphql';

/** What a link to the playground holds, after the `#`, so that no query ever reaches a server log. Headers stay out: they hold keys. */
export interface Linked {
  query: string;
  variables: string;
  table: boolean;
}

export function readLink(hash: string): Linked | null {
  const fields = new URLSearchParams(hash.replace(/^#/, ''));
  const query = fields.get('query');
  if (!query) return null;
  return { query, variables: fields.get('variables') ?? '', table: fields.get('view') === 'table' };
}

export function writeLink({ query, variables, table }: Linked): string {
  const fields = new URLSearchParams({ query });
  if (variables.trim()) fields.set('variables', variables);
  if (table) fields.set('view', 'table');
  return `#${fields}`;
}

/** True if the document only reads: then, and only then, opening a link may run it. */
export function onlyReads(query: string): boolean {
  try {
    return parse(query).definitions.every(
      (definition) => definition.kind !== 'OperationDefinition' || definition.operation === 'query',
    );
  } catch {
    return false;
  }
}
