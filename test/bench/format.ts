import type { Spread } from './statistics.ts';
import type { Target } from './targets.ts';

/** Parts of reports: Markdown that a terminal shows well enough. */

/** Rows of cells, the first of them the heading. */
export type Table = readonly (readonly string[])[];

export function targetsTable(targets: readonly Target[]): string {
  return table([['Target', 'Measured', '', 'By CPU time'], ...targets.map(targetRow)]);
}

function targetRow({ text, measured, met, byCpu }: Target): string[] {
  if (measured === undefined) return [text, 'not measured', '', ''];
  return [text, measured.toPrecision(3), met ? 'met' : 'NOT MET', byCpu?.toPrecision(3) ?? ''];
}

export function spread(value: Spread | undefined, digits: number): string {
  if (value === undefined) return '–';
  const [median, min, max] = [value.median, value.min, value.max].map((one) => one.toFixed(digits));
  return value.count === 1 ? median! : `${median} (${min}–${max})`;
}

export function number(value: number | undefined, digits: number): string {
  return value === undefined ? '–' : value.toFixed(digits);
}

export function table(rows: Table): string {
  const widths = rows[0]!.map((_, column) => Math.max(3, ...rows.map((row) => row[column]!.length)));
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell, i) => (i === 0 ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]!))).join(' | ')} |`;
  const rule = widths.map((width, i) => (i === 0 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`));
  return [line(rows[0]!), line(rule), ...rows.slice(1).map(line)].join('\n');
}
