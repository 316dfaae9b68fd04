import { join } from 'node:path';
import { type Counts, type Report, skippedFor } from './report.ts';
import { CHECKOUT } from './suite.ts';

/** Where the document lies. */
export const CONFORMANCE_DOCUMENT = join(CHECKOUT, 'docs', 'CONFORMANCE.md');

/** docs/CONFORMANCE.md: one report for each backend, side by side. `commit`: what the suite was at, where that is known. */
export function conformanceDocument(reports: readonly Report[], commit: string | undefined): string {
  const backends = reports.map(({ backend }) => backend);
  const kinds = [...new Set(reports.flatMap(({ byKind }) => Object.keys(byKind)))].sort();
  const features = [...new Set(reports.flatMap((report) => skippedFor(report).map(([feature]) => feature)))];
  const heading = (first: string) =>
    `| ${[first, ...backends].join(' | ')} |\n|${' --- |'.repeat(backends.length + 1)}`;
  const row = (name: string, cell: (report: Report) => string) =>
    `| ${[name, ...reports.map(cell)].join(' | ')} |`;
  const failures = reports.flatMap(({ backend, failures: failed }) =>
    Object.entries(failed).map(([at, reason]) => `- ${backend}, ${at}: ${reason}`),
  );
  return `# Conformance

Made by \`npm run conformance -- --write\`; do not edit. The official WebAssembly test suite${commit === undefined ? '' : ` at commit ${commit}`},
which is at WebAssembly 3.0. Cells are *passed / failed / skipped*. An assertion is skipped for a feature beyond WebAssembly 2.0 that it
needs, or that its module needs; whole scripts for the proposal whose folder they are in.

${heading('')}
${row('scripts', ({ files }) => cellOf(files))}
${kinds.map((kind) => row(`\`${kind}\``, ({ byKind }) => cellOf(byKind[kind]))).join('\n')}
${row('**all assertions**', ({ total }) => cellOf(total))}
${row('of WebAssembly 2.0’s vectors', ({ byFeature }) => cellOf(byFeature['simd']))}
${row('of the rest of WebAssembly 2.0', ({ byFeature }) => cellOf(byFeature['core']))}
${row('text format: the assembler’s', ({ assembler }) => cellOf(assembler))}

Assertions about malformed *text* are answered by the assembler, wasm-tools, and count neither for nor against the engine.

## Skipped

${heading('Feature')}
${features.map((feature) => row(feature, ({ byFeature }) => String(byFeature[feature]?.skipped ?? 0))).join('\n')}

## Failures

${failures.join('\n') || 'None.'}
`;
}

function cellOf(counts: Counts | undefined): string {
  return counts === undefined ? '–' : `${counts.passed} / ${counts.failed} / ${counts.skipped}`;
}
