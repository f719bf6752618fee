import { useGraphiQL } from '@graphiql/react';
import { useMemo, useState } from 'react';
import { costOf } from './endpoint';
import { ExportButton, ExportLine, sizeText, useExports } from './export-dialog';
import { saveFile } from './file';
import type { View } from './link';
import { PlotView } from './plot';
import { type Plot, plotsOf } from './plots';
import { extent, heldUnder, longest, sorted, type Table, tablesIn, toCsv } from './table';

const SHOWN = 500;
const NAMES = { json: 'JSON', table: 'Table', plot: 'Plot' };
const VIEWS: View[] = ['json', 'table', 'plot'];

interface Response {
  data?: unknown;
  errors?: { message?: string }[];
  extensions?: { cost?: { requested?: number; actual?: number }; truncated?: string[] };
}

function parseResponse(text: string | null | undefined): Response | null {
  try {
    const response: unknown = JSON.parse(text || 'null');
    return typeof response === 'object' ? response : null;
  } catch {
    return null;
  }
}

/** What stands under the result: table or plot, what was left out, how an export goes on, and the bar of buttons. */
export function ResultBar({ view, onView }: { view: View; onView: (view: View) => void }) {
  const text = useGraphiQL((state) => state.tabs[state.activeTabIndex]?.response);
  const tab = useGraphiQL((state) => state.tabs[state.activeTabIndex]?.id ?? '');
  const fetchError = useGraphiQL((state) => state.fetchError);
  const response = useMemo(() => parseResponse(text), [text]);
  const tables = useMemo(() => tablesIn(response?.data), [response]);
  const exports = useExports();
  const [chosen, setChosen] = useState({ tab: '', path: '' });
  const picked = chosen.tab === tab ? tables.find(({ path }) => path === chosen.path) : undefined;
  const shown = picked ?? longest(tables);
  const plots = useMemo(() => plotsOf(shown), [shown]);
  const seen = view === 'plot' && plots.length === 0 ? 'table' : view;
  const error = errorText(response) ?? errorText(parseResponse(fetchError));
  const alert = error && (
    <p className="result-error" role="alert">
      {error}
    </p>
  );
  const notice = cutText(response);
  return (
    <>
      {seen !== 'json' && (
        <div className="result-table">
          {shown ? (
            <List table={shown} tables={tables} plots={seen === 'plot' ? plots : null} onPath={(path) => setChosen({ tab, path })} />
          ) : (
            alert || <p>{response ? 'This result holds no list to show as a table.' : 'Run a query to fill the table.'}</p>
          )}
        </div>
      )}
      {(shown || seen === 'json') && alert}
      {notice && <p className="result-note">{notice}</p>}
      <ExportLine exports={exports} />
      <div className="result-bar">
        <div role="group" aria-label="Show the result as">
          {VIEWS.filter((candidate) => candidate !== 'plot' || plots.length > 0).map((candidate) => (
            <button key={candidate} type="button" aria-pressed={seen === candidate} onClick={() => onView(candidate)}>
              {NAMES[candidate]}
            </button>
          ))}
        </div>
        <ExportButton exports={exports} />
        <span role="status">{text && costText(text, response, shown)}</span>
      </div>
    </>
  );
}

/** Which lists end with the server's default page, since the query does not say how many rows it wants. */
function cutText(response: Response | null): string {
  const parts = (response?.extensions?.truncated ?? []).map((path) => {
    const keys = path.split('.');
    const held = heldUnder(response?.data, keys);
    const name = keys.filter((key) => key !== 'nodes' && key !== 'edges' && key !== 'node').join('.');
    return `${name}: first ${Math.max(...held, 0)} rows only${held.length > 1 ? ' of each' : ''}`;
  });
  return parts.length > 0 ? `${parts.join('; ')} — ask with first, or export` : '';
}

function errorText(response: Response | null): string | undefined {
  const [first, ...more] = response?.errors ?? [];
  return first?.message && first.message + (more.length > 0 ? ` (and ${more.length} more)` : '');
}

function costText(text: string, response: Response | null, table: Table | undefined): string {
  const cost = costOf(text);
  const { requested, actual } = response?.extensions?.cost ?? {};
  const parts = table ? [extent(table)] : [];
  if (cost) parts.push(`${Math.round(cost.milliseconds)}\u00a0ms`, sizeText(cost.bytes));
  if (actual !== undefined) parts.push(`${actual.toLocaleString('en')}${requested === undefined ? '' : ` of ≤\u00a0${requested.toLocaleString('en')}`} objects`);
  return parts.join(' · ');
}

function List({ table, tables, plots, onPath }: { table: Table; tables: Table[]; plots: Plot[] | null; onPath: (path: string) => void }) {
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
        {!plots && rows > SHOWN && (
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
      {plots ? <PlotView key={`${table.path} ${table.columns}`} table={table} plots={plots} /> : rows > 0 ? <Grid key={`${table.path} ${table.columns}`} table={table} /> : <p>No rows</p>}
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
  saveFile(new Blob([toCsv(table)], { type: 'text/csv;charset=utf-8' }), `${table.path || 'rows'}.csv`);
}
