import { useGraphiQL } from '@graphiql/react';
import { useMemo, useState } from 'react';
import { costOf } from './endpoint';
import { extent, longest, sorted, type Table, tablesIn, toCsv } from './table';

const SHOWN = 500;

interface Response {
  data?: unknown;
  errors?: { message?: string }[];
}

function parseResponse(text: string | null | undefined): Response | null {
  try {
    const response: unknown = JSON.parse(text || 'null');
    return typeof response === 'object' ? response : null;
  } catch {
    return null;
  }
}

/** The bar under the result: JSON or Table, what the request cost, and the first error in plain sight. */
export function ResultBar({ table, onTable }: { table: boolean; onTable: (table: boolean) => void }) {
  const text = useGraphiQL((state) => state.tabs[state.activeTabIndex]?.response);
  const tab = useGraphiQL((state) => state.tabs[state.activeTabIndex]?.id ?? '');
  const fetchError = useGraphiQL((state) => state.fetchError);
  const response = useMemo(() => parseResponse(text), [text]);
  const tables = useMemo(() => tablesIn(response?.data), [response]);
  const [chosen, setChosen] = useState({ tab: '', path: '' });
  const picked = chosen.tab === tab ? tables.find(({ path }) => path === chosen.path) : undefined;
  const shown = picked ?? longest(tables);
  const error = errorText(response) ?? errorText(parseResponse(fetchError));
  const alert = error && (
    <p className="result-error" role="alert">
      {error}
    </p>
  );
  return (
    <>
      {table && (
        <div className="result-table">
          {shown ? (
            <List table={shown} tables={tables} onPath={(path) => setChosen({ tab, path })} />
          ) : (
            alert || <p>{response ? 'This result holds no list to show as a table.' : 'Run a query to fill the table.'}</p>
          )}
        </div>
      )}
      {(shown || !table) && alert}
      <div className="result-bar">
        <div role="group" aria-label="Show the result as">
          <button type="button" aria-pressed={!table} onClick={() => onTable(false)}>
            JSON
          </button>
          <button type="button" aria-pressed={table} onClick={() => onTable(true)}>
            Table
          </button>
        </div>
        <span role="status">{text && costText(text, shown)}</span>
      </div>
    </>
  );
}

function errorText(response: Response | null): string | undefined {
  const [first, ...more] = response?.errors ?? [];
  return first?.message && first.message + (more.length > 0 ? ` (and ${more.length} more)` : '');
}

function costText(text: string, table: Table | undefined): string {
  const cost = costOf(text);
  const parts = table ? [extent(table)] : [];
  if (cost) parts.push(`${Math.round(cost.milliseconds)}\u00a0ms`, cost.bytes < 1000 ? `${cost.bytes}\u00a0B` : `${(cost.bytes / 1000).toFixed(1)}\u00a0kB`);
  return parts.join(' · ');
}

function List({ table, tables, onPath }: { table: Table; tables: Table[]; onPath: (path: string) => void }) {
  const rows = table.rows.length;
  return (
    <>
      <header>
        {tables.length > 1 ? (
          <select aria-label="List" value={table.path} onChange={(event) => onPath(event.target.value)}>
            {tables.map((candidate) => (
              <option key={candidate.path} value={candidate.path}>
                {candidate.path} ({candidate.rows.length.toLocaleString('en')})
              </option>
            ))}
          </select>
        ) : (
          <strong>{table.path}</strong>
        )}
        {rows > SHOWN && (
          <span>
            {SHOWN} rows shown; the CSV holds all {rows.toLocaleString('en')} of this result
          </span>
        )}
        {rows > 0 && (
          <button type="button" onClick={() => download(table)}>
            Download CSV
          </button>
        )}
      </header>
      {rows > 0 ? <Grid key={`${table.path} ${table.columns}`} table={table} /> : <p>No rows</p>}
    </>
  );
}

function Grid({ table: { path, columns, rows } }: { table: Table }) {
  const [order, setOrder] = useState({ column: -1, descending: false });
  const shown = useMemo(
    () => (order.column < 0 ? rows : sorted(rows, order.column, order.descending)).slice(0, SHOWN),
    [rows, order],
  );
  const direction = order.descending ? 'descending' : 'ascending';
  return (
    <div className="result-grid" tabIndex={0} role="region" aria-label={`Rows of ${path}`}>
      <table>
        <thead>
          <tr>
            {columns.map((name, column) => (
              <th key={name} scope="col" aria-sort={order.column === column ? direction : 'none'}>
                <button
                  type="button"
                  onClick={() => setOrder({ column, descending: order.column === column && !order.descending })}
                >
                  {name}
                </button>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {shown.map((row, index) => (
            <tr key={index}>
              {row.map((cell, column) => (
                <td key={columns[column]} className={typeof cell === 'number' ? 'number' : undefined} title={typeof cell === 'string' ? cell : undefined}>
                  {cell === null ? <span className="missing">–</span> : String(cell)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function download(table: Table): void {
  const address = URL.createObjectURL(new Blob([toCsv(table)], { type: 'text/csv;charset=utf-8' }));
  const anchor = document.createElement('a');
  anchor.href = address;
  anchor.download = `${table.path || 'rows'}.csv`;
  anchor.click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}
