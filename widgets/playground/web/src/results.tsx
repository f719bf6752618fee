import { useGraphiQL } from '@graphiql/react';
import { useMemo, useState } from 'react';
import { costOf } from './endpoint';
import { sorted, type Table, tablesIn, toCsv } from './table';

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
  const fetchError = useGraphiQL((state) => state.fetchError);
  const response = useMemo(() => parseResponse(text), [text]);
  const tables = useMemo(() => tablesIn(response?.data), [response]);
  const error = errorText(response) ?? errorText(parseResponse(fetchError));
  return (
    <>
      {error && (
        <p className="result-error" role="alert">
          {error}
        </p>
      )}
      <div className="result-bar">
        <div role="group" aria-label="Show the result as">
          <button type="button" aria-pressed={!table} onClick={() => onTable(false)}>
            JSON
          </button>
          <button type="button" aria-pressed={table} onClick={() => onTable(true)}>
            Table
          </button>
        </div>
        <span role="status">{text && costText(text, tables[0])}</span>
      </div>
      {table && <Tables tables={tables} answered={response !== null} />}
    </>
  );
}

function errorText(response: Response | null): string | undefined {
  const [first, ...more] = response?.errors ?? [];
  return first?.message && first.message + (more.length > 0 ? ` (and ${more.length} more)` : '');
}

function costText(text: string, table: Table | undefined): string {
  const cost = costOf(text);
  const parts = table ? [`${table.rows.length.toLocaleString()} ${table.rows.length === 1 ? 'row' : 'rows'}`] : [];
  if (cost) parts.push(`${Math.round(cost.milliseconds)} ms`, cost.bytes < 1000 ? `${cost.bytes} B` : `${(cost.bytes / 1000).toFixed(1)} kB`);
  return parts.join(' · ');
}

function Tables({ tables, answered }: { tables: Table[]; answered: boolean }) {
  const [path, setPath] = useState('');
  const table = tables.find((candidate) => candidate.path === path) ?? tables[0];
  if (!table) {
    return (
      <div className="result-table">
        <p>{answered ? 'This result holds no list to show as a table.' : 'Run a query to fill the table.'}</p>
      </div>
    );
  }
  return (
    <div className="result-table">
      <header>
        {tables.length > 1 ? (
          <select aria-label="List" value={table.path} onChange={(event) => setPath(event.target.value)}>
            {tables.map((candidate) => (
              <option key={candidate.path}>{candidate.path}</option>
            ))}
          </select>
        ) : (
          <strong>{table.path}</strong>
        )}
        {table.rows.length > SHOWN && (
          <span>
            first {SHOWN} of {table.rows.length.toLocaleString()} rows; the CSV holds all
          </span>
        )}
        <button type="button" onClick={() => download(table)}>
          Download CSV
        </button>
      </header>
      <Grid key={`${table.path} ${table.columns}`} table={table} />
    </div>
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
                <td key={columns[column]} className={typeof cell === 'number' ? 'number' : undefined}>
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
