import type { Cell, Table } from './table';

/** Two measurements that people look at together. `flip`: the first grows to the left, as the catcher sees it. */
export const PAIRS = [
  { x: 'plateLocSide', y: 'plateLocHeight', title: 'At the plate, seen by the catcher', flip: true, least: [-2, 2, 0, 4.5] },
  { x: 'horzBreak', y: 'inducedVertBreak', title: 'Movement, seen by the pitcher', flip: false, least: [-20, 20, -20, 20] },
  { x: 'relSide', y: 'relHeight', title: 'Release, seen by the catcher', flip: true, least: [-3, 3, 1, 7] },
] as const;
export const FLIPPED: string[] = PAIRS.filter(({ flip }) => flip).map(({ x }) => x);
/** Length of both axes, in the unit of the drawing. */
export const SIDE = 400;

interface Bin {
  name: string;
  from: number;
  width: number;
}

/** Something that a table can be drawn as: points of two columns, or bins of one or two measurements. */
export type Plot =
  | { kind: 'points'; title: string; x: number; y: number; names: [string, string]; least: readonly number[] }
  | { kind: 'bins'; title: string; bins: Bin[]; values: number[] };

/** Every way to draw a table. */
export function plotsOf(table: Table | undefined): Plot[] {
  return table && table.rows.length > 0 ? [...binned(table), ...points(table)] : [];
}

function points({ columns, rows }: Table): Plot[] {
  return PAIRS.flatMap(({ x, y, title, least }) =>
    columns.flatMap((name, column): Plot[] => {
      const [, before, after] = new RegExp(`^(.*\\.)?${x}(\\.(?:avg|median))?$`).exec(name) ?? ['', null];
      const other = before === null ? -1 : columns.indexOf(`${before ?? ''}${y}${after ?? ''}`);
      const drawn = other >= 0 && rows.some((row) => typeof row[column] === 'number' && typeof row[other] === 'number');
      return drawn ? [{ kind: 'points', title: `${title}${before ? ` (${before.slice(0, -1)})` : ''}`, x: column, y: other, names: [x, y], least }] : [];
    }),
  );
}

function binned({ columns, rows }: Table): Plot[] {
  const bins = columns.flatMap((name, from) => {
    const [, measure = ''] = /(?:^|\.)bins\.(\w+)\.from$/.exec(name) ?? [];
    return measure ? [{ name: measure, from, width: widthOf(rows.map((row) => row[from] ?? null)) }] : [];
  });
  const values = columns.flatMap((name, column) => (!/(^|\.)key\./.test(name) && rows.some((row) => typeof row[column] === 'number') ? [column] : []));
  const cells = rows.map((row) => bins.map(({ from }) => row[from]).join());
  if (bins.length === 0 || bins.length > 2 || values.length === 0 || new Set(cells).size < rows.length) return [];
  return [{ kind: 'bins', title: `Bins of ${bins.map(({ name }) => name).join(' and ')}`, bins, values }];
}

/** The width of bins: the least distance of their edges, and 1 where there is one edge. */
function widthOf(edges: Cell[]): number {
  const sorted = edges.filter((edge) => typeof edge === 'number').sort((left, right) => left - right);
  const gaps = sorted.slice(1).map((edge, index) => edge - (sorted[index] ?? edge));
  const width = Math.min(...gaps.filter((gap) => gap > 1e-9));
  return Number.isFinite(width) ? width : 1;
}

/** Where values lie on a square of `SIDE`, and where its axes are marked. */
export interface Frame {
  x: (value: number) => number;
  y: (value: number) => number;
  ticks: { x: number[]; y: number[] };
}

/** Scales that hold all values, to the left where an axis is flipped. */
export function frameOf([left, right, low, high]: readonly number[], flip: boolean, equal: boolean): Frame {
  let [x0 = 0, x1 = 1, y0 = 0, y1 = 1] = [left, right, low, high];
  if (equal) {
    const more = (x1 - x0 - (y1 - y0)) / 2;
    [x0, x1, y0, y1] = more > 0 ? [x0, x1, y0 - more, y1 + more] : [x0 + more, x1 - more, y0, y1];
  }
  const at = (value: number) => ((value - x0) / (x1 - x0 || 1)) * SIDE;
  return { x: (value) => (flip ? SIDE - at(value) : at(value)), y: (value) => SIDE - ((value - y0) / (y1 - y0 || 1)) * SIDE, ticks: { x: ticks(x0, x1), y: ticks(y0, y1) } };
}

function ticks(from: number, to: number): number[] {
  const rough = (to - from || 1) / 5;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = ([1, 2, 5].find((factor) => factor * power >= rough) ?? 10) * power;
  const first = Math.ceil(from / step - 1e-9);
  return Array.from({ length: Math.floor(to / step + 1e-9) - first + 1 }, (_, index) => Number(((first + index) * step).toPrecision(6)));
}

/** The least and the greatest of some values. */
export function range(values: number[], least: readonly number[] = []): [number, number] {
  const all = [...values, ...least];
  return all.reduce<[number, number]>(([low, high], value) => [Math.min(low, value), Math.max(high, value)], [all[0] ?? 0, all[0] ?? 1]);
}
