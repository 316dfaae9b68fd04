import type { Trap } from '../../engine/wasm/index.ts';
import type { CommandKind } from './script.ts';

/** What became of one command. */
export interface Outcome {
  /** `file.wast:line`. */
  readonly at: string;
  readonly kind: CommandKind | 'script';
  readonly status: 'passed' | 'failed' | 'skipped';
  /** Why it failed; or, of a skipped one, the feature that it needs. */
  readonly reason?: string;
  /** Decided by the assembler alone: the engine never saw it, and it counts neither for nor against the engine. */
  readonly assembler?: true;
  /** The trap that it ended in, as it should. */
  readonly trap?: Trap;
}

export interface Counts {
  passed: number;
  failed: number;
  skipped: number;
}

/** The outcome of a run of scripts on one backend. Counts are of assertions, and of modules, plain calls and scripts that fail. */
export interface Report {
  readonly backend: string;
  readonly files: Counts;
  readonly total: Counts;
  readonly byKind: Record<string, Counts>;
  /** Assertions about the text format that the assembler decides. */
  readonly assembler: Counts;
  /** Assertions by the feature they are about: "core" and "simd" are WebAssembly 2.0's, any other is one that they were left out for. */
  readonly byFeature: Record<string, Counts>;
  /** Reason by `file.wast:line`. */
  readonly failures: Record<string, string>;
  /** Traps that were expected and came, by `file.wast:line`. */
  readonly traps: ReadonlyMap<string, readonly Trap[]>;
}

const none = (): Counts => ({ passed: 0, failed: 0, skipped: 0 });

/** Collects outcomes, one script after the other. */
export function summarize(backend: string, scripts: ReadonlyMap<string, readonly Outcome[]>): Report {
  const traps = new Map<string, Trap[]>();
  const report: Report = {
    backend,
    files: none(),
    total: none(),
    byKind: {},
    assembler: none(),
    byFeature: {},
    failures: {},
    traps,
  };
  for (const outcomes of scripts.values()) {
    report.files[fileStatus(outcomes)]++;
    for (const outcome of outcomes) {
      add(report, outcome);
      const { at, trap } = outcome;
      if (trap !== undefined) traps.set(at, [...(traps.get(at) ?? []), trap]);
    }
  }
  return report;
}

function add(report: Report, { at, kind, status, reason, assembler }: Outcome): void {
  if (assembler) {
    report.assembler[status]++;
    return;
  }
  if (status === 'failed') report.failures[at] ??= reason ?? '';
  // What is no assertion is expected to succeed: it counts where it does not, so that there is no failure that no count shows.
  if (!kind.startsWith('assert_') && status !== 'failed') return;
  report.total[status]++;
  (report.byKind[kind] ??= none())[status]++;
  const feature = status === 'skipped' ? (reason ?? '') : at.startsWith('simd_') ? 'simd' : 'core';
  (report.byFeature[feature] ??= none())[status]++;
}

/** What assertions were left out for, most of them first. */
export function skippedFor({ byFeature }: Report): [feature: string, count: number][] {
  return Object.entries(byFeature)
    .map(([feature, { skipped }]): [string, number] => [feature, skipped])
    .filter(([, count]) => count > 0)
    .sort((a, b) => b[1] - a[1]);
}

/** A script counts as skipped where nothing of it ran. */
function fileStatus(outcomes: readonly Outcome[]): keyof Counts {
  if (outcomes.some(({ status, assembler }) => status === 'failed' && !assembler)) return 'failed';
  return outcomes.some(({ status }) => status === 'passed') ? 'passed' : 'skipped';
}

/** The report as a table for people. */
export function reportText(report: Report): string {
  const row = (name: string, { passed, failed, skipped }: Counts) =>
    `  ${name.padEnd(24)}${[passed, failed, skipped].map((count) => String(count).padStart(9)).join('')}`;
  const skipped = skippedFor(report);
  return [
    `backend ${report.backend}`,
    `  ${''.padEnd(24)}${['passed', 'failed', 'skipped'].map((name) => name.padStart(9)).join('')}`,
    row('files', report.files),
    ...Object.entries(report.byKind).map(([kind, counts]) => row(kind, counts)),
    row('all assertions', report.total),
    row('(assembler only)', report.assembler),
    `  skipped for: ${skipped.map(([feature, count]) => `${feature} ${count}`).join(', ') || 'nothing'}`,
  ].join('\n');
}

/** A checked-in list of known failures: reason by `file.wast:line`, by backend. */
export type KnownFailures = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** Failures that the list does not know, and listed ones that `ran` without failing: the list may only shrink. */
export function compareWithKnown(
  report: Report,
  known: KnownFailures,
  ran: (script: string) => boolean,
): { readonly unexpected: string[]; readonly fixed: string[] } {
  const listed = known[report.backend] ?? {};
  return {
    unexpected: Object.entries(report.failures)
      .filter(([at]) => !(at in listed))
      .map(([at, reason]) => `${at}: ${reason}`),
    fixed: Object.keys(listed).filter((at) => ran(at.slice(0, at.indexOf(':'))) && !(at in report.failures)),
  };
}
