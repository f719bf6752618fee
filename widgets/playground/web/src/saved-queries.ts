import { ENDPOINT } from './endpoint';

/** A saved query as the list knows it. */
export interface SavedEntry {
  slug: string;
  name: string;
  description: string | null;
  folder: string | null;
  revision: number;
}

export interface SavedQuery extends SavedEntry {
  query: string;
  variables: Record<string, unknown>;
  operationName: string | null;
}

export interface Shelf {
  maySave: boolean;
  total: number;
  entries: SavedEntry[];
}

/** What a person can change of a saved query; what is left out stays. */
export interface Changes {
  name: string;
  folder: string;
  description: string;
  query?: string;
  variables?: unknown;
  operationName?: string | null;
}

const MOST_LISTED = 200;
const ENTRY = 'slug name description folder revision';
const WHOLE = `${ENTRY} query variables operationName`;
const FAILURE = '... on Failure { message } ... on InvalidQuery { problems }';

export async function listSaved(search: string): Promise<Shelf> {
  const { maySaveQueries, savedQueries } = await ask<{ maySaveQueries: boolean; savedQueries: { totalCount: number; nodes: SavedEntry[] } }>(
    `query ListSaved($search: String, $most: Int) { maySaveQueries
      savedQueries(first: $most, filter: { search: $search }) { totalCount nodes { ${ENTRY} } } }`,
    { search: search.trim() || null, most: MOST_LISTED },
  );
  return { maySave: maySaveQueries, total: savedQueries.totalCount, entries: savedQueries.nodes };
}

/** The saved query of a slug, null if there is none. */
export async function findSaved(slug: string): Promise<SavedQuery | null> {
  const find = `query FindSaved($slug: String!) { savedQuery(slug: $slug) { ${WHOLE} } }`;
  return (await ask<{ savedQuery: SavedQuery | null }>(find, { slug })).savedQuery;
}

export async function saveNew(input: Changes): Promise<SavedQuery> {
  const { savedQuery, editToken } = await change(
    `mutation Save($input: SaveQueryInput!) { result: saveQuery(input: $input) {
      __typename ${FAILURE} ... on QuerySaved { editToken savedQuery { ${WHOLE} } } } }`,
    input,
  );
  keepToken(savedQuery.slug, editToken);
  return savedQuery;
}

export async function updateSaved({ slug, revision }: SavedEntry, changes: Changes): Promise<SavedQuery> {
  const input = { ...changes, slug, revision, editToken: tokenOf(slug) ?? '' };
  const { savedQuery } = await change(
    `mutation Update($input: UpdateSavedQueryInput!) { result: updateSavedQuery(input: $input) {
      __typename ${FAILURE} ... on QueryUpdated { savedQuery { ${WHOLE} } } } }`,
    input,
  );
  return savedQuery;
}

export async function deleteSaved(slug: string): Promise<void> {
  await change(
    `mutation Delete($input: DeleteSavedQueryInput!) { result: deleteSavedQuery(input: $input) {
      __typename ... on Failure { message } } }`,
    { slug, editToken: tokenOf(slug) ?? '' },
  );
  keepToken(slug, null);
}

/** Where a saved query is opened, or run in the form that the ending names. */
export function addressOf(slug: string, ending = ''): string {
  return new URL(`q/${slug}${ending}`, ENDPOINT).href;
}

/** The variables as the editor holds them. */
export function variablesText(variables: Record<string, unknown>): string {
  return Object.keys(variables).length > 0 ? JSON.stringify(variables, null, 2) : '';
}

const TOKENS = 'slugger:edit-tokens';

/** The token that this browser got when it saved the query, which allows changes. */
export function tokenOf(slug: string): string | undefined {
  return tokens().get(slug);
}

function keepToken(slug: string, token: string | null): void {
  const kept = tokens();
  if (token === null) kept.delete(slug);
  else kept.set(slug, token);
  try {
    localStorage.setItem(TOKENS, JSON.stringify(Object.fromEntries(kept)));
  } catch {
    // A browser that keeps nothing cannot change what it saved; the query is saved all the same.
  }
}

function tokens(): Map<string, string> {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(TOKENS) ?? '{}');
    return new Map(Object.entries(kept as Record<string, string>).filter(([, token]) => typeof token === 'string'));
  } catch {
    return new Map();
  }
}

interface Outcome {
  __typename: string;
  message?: string;
  problems?: string[];
  savedQuery: SavedQuery;
  editToken: string;
}

/** What a mutation gives. Throws an Error that says every reason why it did nothing. */
async function change(mutation: string, input: object): Promise<Outcome> {
  const { result } = await ask<{ result: Outcome }>(mutation, { input });
  if (result.message !== undefined) throw new Error([result.message, ...(result.problems ?? [])].join('\n'));
  return result;
}

async function ask<Data>(query: string, variables: object): Promise<Data> {
  const request = { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ query, variables }) };
  const response = await fetch(ENDPOINT, request).catch(() => {
    throw new Error(`No answer from ${ENDPOINT.host}. Is the server running, and is this computer online?`);
  });
  const answer = (await response.json().catch(() => null)) as { data?: Data; errors?: { message: string }[] } | null;
  const [error] = answer?.errors ?? [];
  if (error) throw new Error(error.message);
  if (!answer?.data) throw new Error(`The server answered ${response.status} with something other than data.`);
  return answer.data;
}
