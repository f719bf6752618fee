import { useGraphiQL } from '@graphiql/react';
import { type ReactNode, useId, useMemo, useState } from 'react';
import { FLIPPED, type Frame, frameOf, PAIRS, type Plot, range, SIDE } from './plots';
import type { Cell, Table } from './table';

const CATEGORIES = ['pitchType', 'pitchGroup', 'pitchCall', 'playResult', 'result', 'hitType', 'batterSide', 'pitcherThrows'];
/** The middle of the plate to its edge with half a ball, and the heights between which a pitch is in the zone: `Pitch.inZone`. */
const ZONE = { x: 10 / 12, low: 1.5, high: 3.5 };
const MOST_POINTS = 5000;
const MOST_COLOURS = 8;
const PAD = { left: 66, right: 12, top: 10, bottom: 48 };
const SHAPES = ['M-4 0a4 4 0 1 0 8 0a4 4 0 1 0-8 0z', 'M-3.500-3.500h7v7h-7z', 'M0-5l4.500 8h-9z', 'M0-5l5 5-5 5-5-5z', 'M0 5l4.500-8h-9z', 'M-1.500-5h3v3.500h3.500v3h-3.500v3.500h-3v-3.500h-3.500v-3h3.500z', 'M-5-2.500h10v5h-10z', 'M-2.500-5h5v10h-5z'];

export function PlotView({ table, plots }: { table: Table; plots: Plot[] }) {
  const [chosen, setChosen] = useState(0);
  const plot = plots[chosen] ?? plots[0];
  if (!plot) return null;
  return (
    <div className="result-plot" tabIndex={0} role="region" aria-label={`Plot of ${table.path}`}>
      {plots.length > 1 && (
        <select aria-label="Plot" value={plots.indexOf(plot)} onChange={(event) => setChosen(Number(event.target.value))}>
          {plots.map(({ title }, index) => (
            <option key={title} value={index}>
              {title}
            </option>
          ))}
        </select>
      )}
      {plot.kind === 'points' ? <Points table={table} plot={plot} /> : <Bins table={table} plot={plot} />}
    </div>
  );
}

function Points({ table: { columns, rows }, plot: { title, x, y, names, least } }: { table: Table; plot: Plot & { kind: 'points' } }) {
  const drawn = useMemo(
    () => rows.flatMap((row) => (typeof row[x] === 'number' && typeof row[y] === 'number' ? [{ row, x: row[x], y: row[y] }] : [])),
    [rows, x, y],
  );
  const category = CATEGORIES.map((name) => columns.findIndex((column) => column === name || column.endsWith(`.${name}`))).find((column) => column >= 0) ?? -1;
  const counts = new Map<string, number>();
  for (const { row } of category < 0 ? [] : drawn) counts.set(termOf(row[category]), (counts.get(termOf(row[category])) ?? 0) + 1);
  const terms = [...counts].sort(([, left], [, right]) => right - left).map(([term]) => term);
  const markOf = (row: Cell[]) => Math.min(Math.max(terms.indexOf(termOf(row[category])), 0), MOST_COLOURS - 1);
  const xs = range(drawn.map((point) => point.x), least.slice(0, 2));
  const ys = range(drawn.map((point) => point.y), least.slice(2));
  const frame = frameOf([...xs, ...ys], FLIPPED.includes(names[0]), true);
  const zone = names[0] === 'plateLocSide';
  const held = drawn.filter((point) => Math.abs(point.x) <= ZONE.x && point.y >= ZONE.low && point.y <= ZONE.high).length;
  const parts = [`${count(drawn.length, 'point')}${drawn.length < rows.length ? ` of ${count(rows.length, 'row')}; the others were not measured` : ''}.`];
  if (drawn.length > MOST_POINTS) parts.push(`The first ${MOST_POINTS.toLocaleString('en')} are drawn.`);
  if (zone) parts.push(`${held.toLocaleString('en')} in the zone (${Math.round((100 * held) / drawn.length)}\u00a0%).`);
  else parts.push(`${names[0]} ${span(drawn.map((point) => point.x))}, ${names[1]} ${span(drawn.map((point) => point.y))}.`);
  const legend = terms.slice(0, MOST_COLOURS).map((term, index) => (
    <li key={term}>
      <svg viewBox="-6 -6 12 12" aria-hidden="true">
        <path className={`plot-${index}`} d={SHAPES[index]} />
      </svg>
      {index === MOST_COLOURS - 1 && terms.length > MOST_COLOURS ? `${term} and others` : `${term} (${counts.get(term)})`}
    </li>
  ));
  return (
    <Figure title={title} names={names} frame={frame} zone={zone} says={parts.join(' ')} legend={legend}>
      {drawn.slice(0, MOST_POINTS).map((point, index) => (
        <path key={index} className={`plot-point plot-${markOf(point.row)}`} d={SHAPES[markOf(point.row)]} transform={`translate(${frame.x(point.x).toFixed(1)} ${frame.y(point.y).toFixed(1)})`}>
          <title>{columns.map((column, at) => `${column}: ${termOf(point.row[at])}`).slice(0, 12).join('\n')}</title>
        </path>
      ))}
    </Figure>
  );
}

function Bins({ table: { columns, rows }, plot: { title, bins, values } }: { table: Table; plot: Plot & { kind: 'bins' } }) {
  const usual = values.find((column) => /\.(rate|avg)$/.test(columns[column] ?? '')) ?? values.find((column) => columns[column] === 'count') ?? values[0] ?? 0;
  const [chosen, setChosen] = useState(usual);
  const value = values.includes(chosen) ? chosen : usual;
  const [first, second] = bins;
  if (!first) return null;
  const name = columns[value] ?? '';
  const cells = rows.flatMap((row) => (bins.every(({ from }) => typeof row[from] === 'number') && typeof row[value] === 'number' ? [{ x: Number(row[first.from]), y: second ? Number(row[second.from]) : 0, of: row[value] }] : []));
  const [low, high] = range(cells.map(({ of }) => of));
  const bars = range([low, high, 0]);
  const edges = (at: 'x' | 'y', width: number) => range(cells.flatMap((cell) => [cell[at], cell[at] + width]));
  const frame = frameOf([...edges('x', first.width), ...(second ? edges('y', second.width) : bars)], FLIPPED.includes(first.name), Boolean(second && PAIRS.some(({ x, y }) => x === first.name && y === second.name)));
  const where = (cell: (typeof cells)[number]) => `${first.name} from ${short(cell.x)}${second ? `, ${second.name} from ${short(cell.y)}` : ''}`;
  const most = cells.find(({ of }) => of === high);
  const legend = second && (
    <li>
      {short(low)} <span className="plot-scale" aria-hidden="true" /> {short(high)} {name}
    </li>
  );
  const says = `${count(cells.length, 'bin')}${cells.length < rows.length ? ` of ${rows.length}; the others have no value` : ''}. ${name} from ${short(low)} to ${short(high)}${most ? `, most at ${where(most)}` : ''}.`;
  return (
    <>
      {values.length > 1 && (
        <select aria-label="Value of the bins" value={value} onChange={(event) => setChosen(Number(event.target.value))}>
          {values.map((column) => (
            <option key={column} value={column}>
              {columns[column]}
            </option>
          ))}
        </select>
      )}
      <Figure title={title} names={[first.name, second?.name ?? name]} frame={frame} zone={first.name === 'plateLocSide' && second?.name === 'plateLocHeight'} says={says} legend={legend}>
        {cells.map((cell) => {
          const [x0, x1] = range([frame.x(cell.x), frame.x(cell.x + first.width)]);
          const [y0, y1] = range(second ? [frame.y(cell.y), frame.y(cell.y + second.width)] : [frame.y(cell.of), frame.y(0)]);
          const strength = second ? 0.1 + (0.9 * (cell.of - low)) / (high - low || 1) : 0.75;
          return (
            <rect key={`${cell.x} ${cell.y}`} className="plot-bin" x={x0} y={y0} width={x1 - x0} height={y1 - y0} fillOpacity={strength.toFixed(3)}>
              <title>{`${where(cell)}\n${name}: ${short(cell.of)}`}</title>
            </rect>
          );
        })}
      </Figure>
    </>
  );
}

interface FigureProps {
  title: string;
  names: readonly [string, string];
  frame: Frame;
  zone: boolean;
  says: string;
  legend: ReactNode;
  children: ReactNode;
}

function Figure({ title, names: [across, up], frame, zone, says, legend, children }: FigureProps) {
  const id = useId();
  const unit = useUnits();
  return (
    <figure>
      <svg viewBox={`${-PAD.left} ${-PAD.top} ${SIDE + PAD.left + PAD.right} ${SIDE + PAD.top + PAD.bottom}`} role="img" aria-label={title} aria-describedby={id}>
        {frame.ticks.x.map((tick) => (
          <g key={tick} transform={`translate(${frame.x(tick)} 0)`}>
            <path className={tick === 0 ? 'plot-zero' : 'plot-line'} d={`M0 0V${SIDE}`} />
            <text y={SIDE + 18} textAnchor="middle">
              {short(tick)}
            </text>
          </g>
        ))}
        {frame.ticks.y.map((tick) => (
          <g key={tick} transform={`translate(0 ${frame.y(tick)})`}>
            <path className={tick === 0 ? 'plot-zero' : 'plot-line'} d={`M0 0H${SIDE}`} />
            <text x={-6} y={4} textAnchor="end">
              {short(tick)}
            </text>
          </g>
        ))}
        {children}
        {zone && <path className="plot-zone" d={`M${frame.x(-ZONE.x)} ${frame.y(ZONE.low)}H${frame.x(ZONE.x)}V${frame.y(ZONE.high)}H${frame.x(-ZONE.x)}z`} />}
        <text x={SIDE / 2} y={SIDE + 40} textAnchor="middle">
          {across + unit(across)}
        </text>
        <text transform={`translate(-52 ${SIDE / 2}) rotate(-90)`} textAnchor="middle">
          {up + unit(up)}
        </text>
      </svg>
      {legend && <ul>{legend}</ul>}
      <figcaption id={id}>
        <strong>{title}.</strong> {says}
      </figcaption>
    </figure>
  );
}

/** What comes after the name of a measurement on an axis: its unit, as the schema's description of the field ends with. */
function useUnits(): (name: string) => string {
  const type = useGraphiQL((state) => state.schema)?.getType('Pitch');
  const fields = type && 'getFields' in type ? type.getFields() : {};
  return (name) => {
    const [, unit] = / In (\S+)\.$/.exec(fields[name]?.description ?? '') ?? [];
    return unit ? `, ${unit}` : '';
  };
}

function termOf(cell: Cell | undefined): string {
  return cell === null || cell === undefined ? 'none' : String(cell);
}

function count(number: number, what: string): string {
  return `${number.toLocaleString('en')} ${what}${number === 1 ? '' : 's'}`;
}

function span(values: number[]): string {
  return `from ${range(values).map(short).join(' to ')}`;
}

function short(value: number): string {
  return Number(value.toPrecision(3)).toLocaleString('en', { maximumSignificantDigits: 6 });
}
