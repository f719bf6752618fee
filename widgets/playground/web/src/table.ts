export type Cell = string | number | boolean | null;

/** One list of objects found in a result, flattened: nested objects become dotted columns, lists of values become text. */
export interface Table {
  path: string;
  columns: string[];
  rows: Cell[][];
  /** Rows that the server counts in all, where it says so. */
  total: number | null;
  /** True if the list, or one that holds it, goes on after these rows. */
  more: boolean;
  /** True if the rows stand at the beginning of one single list. */
  first: boolean;
}

type Tree = { [key: string]: unknown };

/** What stands above a list: the path of each holder and its own cells, outermost first. */
type Level = { path: string; cells: Map<string, Cell> };

interface Found {
  levels: Level[];
  items: Tree[];
  holder: Tree;
  more: boolean;
}

const CONNECTION = ['nodes', 'edges'];

function isTree(value: unknown): value is Tree {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isConnection(tree: Tree): boolean {
  return CONNECTION.some((key) => Array.isArray(tree[key]));
}

/** Every list of objects under `data`, at any depth; lists of one path are one table with their holders' fields in front. */
export function tablesIn(data: unknown): Table[] {
  const found = new Map<string, Found[]>();
  if (isTree(data)) {
    for (const [key, value] of Object.entries(data)) {
      const cells = isTree(value) ? new Map(cellsOf(value, `${key}.`, true)) : new Map<string, Cell>();
      search(found, value, { path: key, levels: [{ path: 'data', cells }], holder: data, row: false, listed: false, more: false });
    }
  }
  return [...found].map(([path, lists]) => flatten(path, lists, found)).filter(({ columns, rows }) => columns.length > 0 || rows.length === 0);
}

interface Place {
  path: string;
  levels: Level[];
  holder: Tree;
  /** True if the holder is itself a row of the list of this path. */
  row: boolean;
  /** True inside a row of another list, where an empty list may as well be one of values. */
  listed: boolean;
  more: boolean;
}

function search(found: Map<string, Found[]>, value: unknown, place: Place): void {
  const { path, levels, listed } = place;
  if (Array.isArray(value)) {
    const items = value.filter(isTree).map(withoutEdge).map(withNamedBins);
    const connected = isConnection(place.holder);
    if (items.length === 0 && (value.length > 0 || (listed && !connected))) return;
    const more = place.more || goesOn(place.holder, value.length);
    found.set(path, [...(found.get(path) ?? []), { levels, items, holder: place.holder, more }]);
    for (const item of items) {
      const level = { path, cells: new Map(cellsOf(item, '', true)) };
      descend(found, item, { path, levels: [...levels, level], holder: item, row: true, listed: true, more });
    }
  } else if (isTree(value)) {
    descend(found, value, { ...place, holder: value, row: false });
  }
}

function descend(found: Map<string, Found[]>, tree: Tree, place: Place): void {
  for (const [key, value] of Object.entries(tree)) {
    const rows = CONNECTION.includes(key) && Array.isArray(value);
    // `edges` beside `nodes` is a second view of the same rows, and may select other fields.
    const bare = rows && !(key === 'edges' && 'nodes' in tree) && !place.row;
    search(found, value, { ...place, path: bare ? place.path : `${place.path}.${key}`, holder: tree, row: false });
  }
}

/** The node of an edge with the edge's own fields in front, without the cursor, which is no data. */
function withoutEdge(item: Tree): Tree {
  if (!isTree(item.node)) return item;
  const { node, cursor: _, ...edge } = item;
  return { ...edge, ...item.node };
}

/** The bins of a group by their measurements, so that they are columns of the group and not a list of their own. */
function withNamedBins(item: Tree): Tree {
  const key = isTree(item.key) ? item.key : {};
  if (!Array.isArray(key.bins) || !key.bins.every(isTree)) return item;
  const named = key.bins.map(({ of, ...edges }, index) => [typeof of === 'string' ? camelCase(of) : String(index + 1), edges]);
  return { ...item, key: { ...key, bins: Object.fromEntries(named) } };
}

function camelCase(term: string): string {
  return term.toLowerCase().replace(/_(.)/g, (_, letter: string) => letter.toUpperCase());
}

function goesOn(holder: Tree, rows: number): boolean {
  const info = isTree(holder.pageInfo) ? holder.pageInfo : {};
  if (typeof info.hasNextPage === 'boolean') return info.hasNextPage;
  return isConnection(holder) && typeof holder.totalCount === 'number' && holder.totalCount > rows;
}

function begins(holder: Tree, rows: number): boolean {
  const info = isTree(holder.pageInfo) ? holder.pageInfo : {};
  return info.hasPreviousPage !== true && !(info.hasNextPage === false && Number(holder.totalCount ?? 0) > rows);
}

function flatten(path: string, lists: Found[], found: Map<string, Found[]>): Table {
  const records = lists.flatMap(({ levels, items }) => items.map((item) => ({ levels, own: new Map(cellsOf(item, '', false)) })));
  const own = keysOf(records.map((record) => record.own)).filter((key) => !found.has(`${path}.${key}`));
  const columns = new Map<string, (record: (typeof records)[number]) => Cell>();
  for (const key of own) columns.set(key, ({ own }) => own.get(key) ?? null);
  const leading: string[] = [];
  for (let depth = (lists[0]?.levels.length ?? 0) - 1; depth >= 0; depth--) {
    const holder = lists[0]?.levels[depth]?.path ?? '';
    const keys = keysOf(records.map(({ levels }) => levels[depth]?.cells ?? new Map()));
    const names = keys
      .filter((key) => !found.has(`${holder}.${key}`))
      .map((key) => {
        let name = key;
        while (columns.has(name)) name = `${holder}.${name}`;
        columns.set(name, ({ levels }) => levels[depth]?.cells.get(key) ?? null);
        return name;
      });
    leading.unshift(...names);
  }
  const names = records.length > 0 ? [...leading, ...own] : [];
  const rows = records.map((record) => names.map((name) => columns.get(name)?.(record) ?? null));
  const totals = lists.map(({ holder }) => (isConnection(holder) ? holder.totalCount : null));
  return {
    path,
    columns: names,
    rows,
    total: totals.every((total) => typeof total === 'number') ? totals.reduce((sum, total) => sum + total, 0) : null,
    more: lists.some(({ more }) => more),
    first: lists.length === 1 && lists.every(({ holder, items }) => begins(holder, items.length)),
  };
}

/** The names of all cells, in order of appearance. */
function keysOf(records: Map<string, Cell>[]): string[] {
  const keys = [...new Set(records.flatMap((record) => [...record.keys()]))];
  // A null object yields a bare column beside the dotted ones of its filled siblings: it says nothing that they do not.
  return keys.filter(
    (key) => !keys.some((other) => other.startsWith(`${key}.`)) || records.some((record) => record.get(key) != null),
  );
}

/** The cells of one object. Lists of objects are tables of their own; `leading` also leaves out what a connection says of itself. */
function cellsOf(tree: Tree, prefix: string, leading: boolean): [string, Cell][] {
  const connection = isConnection(tree);
  return Object.entries(tree).flatMap(([key, value]): [string, Cell][] => {
    if (connection && (leading || key === 'pageInfo' || CONNECTION.includes(key))) return [];
    if (isTree(value)) return cellsOf(value, `${prefix}${key}.`, leading);
    if (!Array.isArray(value)) return [[`${prefix}${key}`, value as Cell]];
    return value.some(isTree) ? [] : [[`${prefix}${key}`, value.map(asText).join(', ')]];
  });
}

function asText(value: unknown): string {
  if (value === null) return '';
  return Array.isArray(value) ? JSON.stringify(value) : String(value);
}

/** The table with the most rows, the first of equals. */
export function longest(tables: Table[]): Table | undefined {
  return tables.reduce<Table | undefined>((best, table) => (best && best.rows.length >= table.rows.length ? best : table), undefined);
}

/** How many rows a table holds, and whether they are all: `15 rows`, `first 100 of 1,234; there are further pages`. */
export function extent({ rows, total, more, first }: Table): string {
  const held = rows.length.toLocaleString('en');
  if (!more && (total === null || total <= rows.length)) return `${held} ${rows.length === 1 ? 'row' : 'rows'}`;
  const of = total !== null && total > rows.length ? ` of ${total.toLocaleString('en')}` : '';
  const counted = `${first ? 'first ' : ''}${held}${of || (rows.length === 1 ? ' row' : ' rows')}`;
  return more ? `${counted}; there are further pages` : counted;
}

/** How many rows each of the lists holds that stand under a dotted path of the answer, without `nodes` and `edges` at its end. */
export function heldUnder(data: unknown, [key, ...keys]: string[]): number[] {
  if (Array.isArray(data)) return data.flatMap((item) => heldUnder(item, key === undefined ? [] : [key, ...keys]));
  if (!isTree(data)) return [];
  if (key !== undefined) return heldUnder(data[key], keys);
  return CONNECTION.flatMap((list) => (Array.isArray(data[list]) ? [data[list].length] : [])).slice(0, 1);
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
  const text = /^[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]/.test(cell) ? `'${cell}` : cell;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
