import { parse } from 'graphql';
import { findSaved, type SavedQuery, variablesText } from './saved-queries';

/** What the result is shown as. */
export type View = 'json' | 'table' | 'plot';

/** What a link to the playground holds, after the `#`, so that no query ever reaches a server log. Headers stay out: they hold keys. */
export interface Linked {
  query: string;
  variables: string;
  view: View;
  /** The operation to run, where the document has several and a saved query says which. */
  operationName?: string | undefined;
}

export function readLink(hash: string): Linked | null {
  const fields = new URLSearchParams(hash.replace(/^#/, ''));
  const query = fields.get('query');
  if (!query) return null;
  return { query, variables: fields.get('variables') ?? '', view: viewOf(fields) };
}

function viewOf(fields: URLSearchParams): View {
  const view = fields.get('view');
  return view === 'table' || view === 'plot' ? view : 'json';
}

/** The saved queries that were opened here, the latest at the end: what they hold has a short link. */
const opened = new Map<string, SavedQuery>();

export function remember(saved: SavedQuery): void {
  opened.delete(saved.slug);
  opened.set(saved.slug, saved);
}

/** What an address asks to open; null if nothing. Throws an Error that says why a saved query cannot be had. */
export async function resolveLink(hash: string): Promise<Linked | null> {
  const fields = new URLSearchParams(hash.replace(/^#/, ''));
  const slug = fields.get('saved');
  if (!slug) return readLink(hash);
  const saved = await findSaved(slug);
  if (!saved) throw new Error(`There is no saved query “${slug}”. It may have been deleted.`);
  remember(saved);
  return {
    query: saved.query,
    variables: pretty(fields.get('variables')) ?? variablesText(saved.variables),
    view: viewOf(fields),
    operationName: saved.operationName ?? undefined,
  };
}

function pretty(json: string | null): string | null {
  try {
    return json && JSON.stringify(JSON.parse(json), null, 2);
  } catch {
    return json;
  }
}

export function writeLink({ query, variables, view }: Linked): string {
  const saved = [...opened.values()].findLast((candidate) => candidate.query === query);
  const fields = new URLSearchParams(saved ? { saved: saved.slug } : { query });
  if (saved ? variables.trim() !== variablesText(saved.variables) : variables.trim()) fields.set('variables', variables);
  if (view !== 'json') fields.set('view', view);
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
