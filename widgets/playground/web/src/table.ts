export type Cell = string | number | boolean | null;

/** One list of objects found in a result, flattened: nested objects become dotted columns, nested lists become JSON text. */
export interface Table {
  path: string;
  columns: string[];
  rows: Cell[][];
}

type Tree = { [key: string]: unknown };

function isTree(value: unknown): value is Tree {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Every outermost list of objects under `data`, in the order of the document. */
export function tablesIn(data: unknown, path: string[] = []): Table[] {
  if (Array.isArray(data)) {
    const items = data.map((item) => (isTree(item) && isTree(item.node) ? item.node : item)).filter(isTree);
    return items.length > 0 ? [flatten(path.join('.'), items)] : [];
  }
  if (!isTree(data)) return [];
  const connection = 'nodes' in data && 'edges' in data;
  return Object.entries(data)
    .filter(([key]) => !(connection && key === 'edges'))
    .flatMap(([key, value]) => tablesIn(value, key === 'nodes' || key === 'edges' ? path : [...path, key]));
}

function flatten(path: string, items: Tree[]): Table {
  const records = items.map((item) => new Map(cells(item, '')));
  const columns = [...new Set(records.flatMap((record) => [...record.keys()]))];
  // A null object yields a bare column beside the dotted ones of its filled siblings: it says nothing that they do not.
  const kept = columns.filter(
    (column) => !columns.some((other) => other.startsWith(`${column}.`)) || records.some((r) => r.get(column) != null),
  );
  return { path, columns: kept, rows: records.map((record) => kept.map((column) => record.get(column) ?? null)) };
}

function cells(item: Tree, prefix: string): [string, Cell][] {
  return Object.entries(item).flatMap(([key, value]): [string, Cell][] => {
    if (isTree(value)) return cells(value, `${prefix}${key}.`);
    return [[`${prefix}${key}`, Array.isArray(value) ? JSON.stringify(value) : (value as Cell)]];
  });
}

/** A copy of the rows in the order of one column: numbers by size, text by alphabet, missing values last. */
export function sorted(rows: Cell[][], column: number, descending: boolean): Cell[][] {
  return [...rows].sort((left, right) => {
    const [a, b] = [left[column] ?? null, right[column] ?? null];
    if (a === null || b === null) return Number(a === null) - Number(b === null);
    const order = typeof a === 'number' && typeof b === 'number' ? a - b : String(a).localeCompare(String(b));
    return descending ? -order : order;
  });
}

/** RFC 4180 text with a byte order mark, which spreadsheets need to read accents. */
export function toCsv({ columns, rows }: Table): string {
  return '\ufeff' + [columns, ...rows].map((row) => row.map(csvCell).join(',')).join('\r\n') + '\r\n';
}

function csvCell(cell: Cell): string {
  if (cell === null) return '';
  if (typeof cell !== 'string') return String(cell);
  // A spreadsheet runs text that begins with one of these as a formula; the apostrophe makes it text again.
  const text = /^[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
