import { type ASTNode, type DocumentNode, type FieldNode, getOperationAST, parse, print, visit } from 'graphql';
import { ENDPOINT } from './endpoint';

/** A form of file that the server makes of a list. */
export type Form = 'csv' | 'ndjson' | 'parquet' | 'arrow';

export interface ExportRequest {
  query: string;
  variables: unknown;
  operationName: string | null;
  headers: Record<string, string>;
}

/** What has arrived of a file; lines are told of text alone, with the one that names the columns. */
export interface Progress {
  bytes: number;
  lines: number | null;
}

/** A whole file, and what its last line told of it; null where the form has no such line. */
export interface Exported {
  name: string;
  file: Blob;
  end: { rows: number; sha256: string; checked: boolean } | null;
}

const PAGING = ['first', 'last', 'after', 'before'];
const END = { csv: /^# rows=(\d+) sha256=([0-9a-f]{64})\n$/, ndjson: /^\{"end": ?\{"rows": ?(\d+), ?"sha256": ?"([0-9a-f]{64})"\}\}\n$/ };
/** More bytes than the last line ever has. */
const END_BYTES = 200;
/** Bytes up to which a file is checked: the browser digests it in one piece. */
const CHECKED_BYTES = 1e9;
const BROKEN = 'The file broke off before its end, and is not saved.';

/** Has the server make a file of the list that a query leads to. Throws an Error that says why there is none. */
export async function exportList(request: ExportRequest, form: Form, signal: AbortSignal, tell: (progress: Progress) => void): Promise<Exported> {
  const { headers, ...asked } = request;
  const response = await fetch(new URL(`export?format=${form}&end=true`, ENDPOINT), {
    method: 'POST',
    headers: { ...headers, 'content-type': 'application/json' },
    body: JSON.stringify(asked),
    signal,
  }).catch((error: unknown) => {
    if (signal.aborted) throw error;
    throw new Error(`No answer from ${ENDPOINT.host}. Is the server running, and is this computer online?`);
  });
  if (!response.ok || !response.body) throw new Error(await refusal(response));
  const text = form === 'csv' || form === 'ndjson';
  const whole = await read(response.body, text, tell).catch((error: unknown) => {
    throw signal.aborted ? error : new Error(BROKEN);
  });
  const name = /filename="([^"]+)"/.exec(response.headers.get('content-disposition') ?? '')?.[1] ?? `rows.${form}`;
  return text ? { name, ...(await ended(whole, form)) } : { name, file: whole, end: null };
}

async function read(body: ReadableStream<Uint8Array<ArrayBuffer>>, text: boolean, tell: (progress: Progress) => void): Promise<Blob> {
  const pieces: Uint8Array<ArrayBuffer>[] = [];
  const progress = { bytes: 0, lines: 0 };
  const reader = body.getReader();
  for (let { done, value } = await reader.read(); !done && value; { done, value } = await reader.read()) {
    pieces.push(value);
    progress.bytes += value.length;
    if (text) for (let at = value.indexOf(10); at >= 0; at = value.indexOf(10, at + 1)) progress.lines++;
    tell({ bytes: progress.bytes, lines: text ? progress.lines : null });
  }
  return new Blob(pieces);
}

/** Parts a text from its last line, which has to tell of exactly what stands before it. */
async function ended(whole: Blob, form: 'csv' | 'ndjson'): Promise<Pick<Exported, 'file' | 'end'>> {
  const tail = await whole.slice(-END_BYTES).text();
  const line = tail.slice(tail.lastIndexOf('\n', tail.length - 2) + 1);
  const [, rows, sha256] = END[form].exec(line) ?? [];
  if (!rows || !sha256) throw new Error(BROKEN);
  const file = whole.slice(0, whole.size - line.length);
  const found = await digest(file);
  if (found !== null && found !== sha256) throw new Error('The file arrived changed: its SHA-256 is not the one that the server tells. It is not saved.');
  return { file, end: { rows: Number(rows), sha256, checked: found !== null } };
}

/** The SHA-256 of a file in hexadecimal digits; null where the browser cannot tell: over plain HTTP, or of too many bytes. */
async function digest(file: Blob): Promise<string | null> {
  if (!window.isSecureContext || file.size > CHECKED_BYTES) return null;
  const bytes = new Uint8Array(await crypto.subtle.digest('SHA-256', await file.arrayBuffer()));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

async function refusal(response: Response): Promise<string> {
  const answer = (await response.json().catch(() => null)) as { errors?: { message: string; path?: (string | number)[] }[] } | null;
  const [error, ...more] = answer?.errors ?? [];
  if (!error) return `The server answered ${response.status} ${response.statusText}`.trim() + ' instead of a file.';
  const where = error.path ? ` (at ${error.path.join('.')})` : '';
  const retry = response.headers.get('retry-after');
  const when = retry ? ` It may have a turn in ${retry} seconds.` : '';
  return `${error.message}${where}${more.length > 0 ? ` (and ${more.length} more)` : ''}${when}`;
}

/** A query whose list is cut to a page, without what cuts it. */
export interface Uncut {
  query: string;
  /** What cuts the list, as it is written: `first: 100`. */
  paging: string;
}

/** Takes the arguments that cut a page out of a query's leading list; null if there are none. */
export function uncut(query: string, operationName: string | null): Uncut | null {
  try {
    const document = parse(query);
    const list = leadingList(document, operationName);
    const paging = (list?.arguments ?? []).filter(({ name }) => PAGING.includes(name.value));
    if (!list || paging.length === 0) return null;
    const kept = list.arguments?.filter((argument) => !paging.includes(argument));
    const whole = visit(document, { Field: (node) => (node === list ? { ...node, arguments: kept } : undefined) });
    return { query: print(withoutUnused(whole)), paging: paging.map((argument) => print(argument)).join(', ') };
  } catch {
    // The server says what is wrong with a document that cannot be read.
    return null;
  }
}

/** The connection that a chain of single fields leads to. */
function leadingList(document: DocumentNode, operationName: string | null): FieldNode | undefined {
  let node: { selectionSet?: FieldNode['selectionSet'] } | undefined = getOperationAST(document, operationName) ?? undefined;
  while (node?.selectionSet) {
    const fields = node.selectionSet.selections.filter((selection) => selection.kind === 'Field');
    if (fields.some(({ name }) => name.value === 'nodes' || name.value === 'edges')) return node as FieldNode;
    node = fields.length === 1 ? fields[0] : undefined;
  }
  return undefined;
}

function withoutUnused(document: DocumentNode): DocumentNode {
  const used = new Set<string>();
  const note = (node: ASTNode) => visit(node, { Variable: ({ name }) => void used.add(name.value), VariableDefinition: () => false });
  note(document);
  return visit(document, { VariableDefinition: ({ variable }) => (used.has(variable.name.value) ? undefined : null) });
}

