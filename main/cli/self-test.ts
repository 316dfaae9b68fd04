import { isDeepStrictEqual } from 'node:util';
import type { RunOutcome, RunRequest } from '../../engine/offline/run.ts';
import { BACKEND_NAMES, type BackendName } from '../../engine/wasm/spec/backends.ts';
import { type Command, parse } from './command.ts';
import { assemble } from './module-file.ts';
import { SELFTEST_CASES, type SelftestCase } from './self-test-cases.ts';

/** Room for the longest trap code. */
const COLUMN = 40;

export const selftest: Command = {
  name: 'selftest',
  usage: '[--json]',
  summary: 'runs small modules on every backend and compares what comes of them',
  details: 'The exit status is 1 if anything is not as it must be.',
  async run(args, out) {
    const { values } = parse({ args: [...args], options: { json: { type: 'boolean', default: false } } });
    const rows = [];
    for (const entry of SELFTEST_CASES) rows.push(await runCase(entry));
    const passed = rows.every(({ backends }) => Object.values(backends).every(({ ok }) => ok));

    if (values.json) {
      out.line(JSON.stringify({ passed, cases: rows }));
      return passed ? 0 : 1;
    }
    const width = Math.max(...rows.map(({ title }) => title.length));
    out.line(`${''.padEnd(width)}  ${BACKEND_NAMES.map((name) => name.padEnd(COLUMN)).join('')}`.trimEnd());
    for (const { title, backends } of rows) {
      const cells = BACKEND_NAMES.map((name) => cell(backends[name]).padEnd(COLUMN));
      out.line(`${title.padEnd(width)}  ${cells.join('')}`.trimEnd());
    }
    out.line(passed ? 'All as it must be.' : 'Not all is as it must be.');
    return passed ? 0 : 1;
  },
};

interface Verdict {
  readonly ok: boolean;
  /** What came of it: `results …`, a trap's code, an error's text. */
  readonly outcome: string;
}

/** Runs a case on every backend. */
export async function runCase(entry: SelftestCase) {
  const bytes = await assemble(`${entry.title}.wat`, entry.text);
  // Other commands need no engine on this thread.
  const [{ runModule }, { LineStreams }] = await Promise.all([
    import('../../engine/offline/run.ts'),
    import('../../engine/host/wasi/wasi.ts'),
  ]);
  const silently = (request: Omit<RunRequest, 'streams'>) =>
    runModule({ ...request, streams: new LineStreams(() => {}) });
  const verdicts = BACKEND_NAMES.map(
    (backend) => [backend, verdict(entry, bytes, backend, silently)] as const,
  );
  return { title: entry.title, backends: Object.fromEntries(verdicts) as Record<BackendName, Verdict> };
}

function verdict(
  { title, invoke, expected }: SelftestCase,
  bytes: Uint8Array,
  backend: BackendName,
  runModule: (request: Omit<RunRequest, 'streams'>) => RunOutcome,
): Verdict {
  let outcome: RunOutcome;
  try {
    outcome = runModule({
      bytes,
      file: title,
      backend,
      invoke,
      stubImports: true,
      dirs: new Map(),
      args: [],
    });
  } catch (error) {
    return { ok: false, outcome: (error as Error).message };
  }
  if ('trap' in outcome) {
    const { code, operands } = outcome.trap;
    const ok =
      'trap' in expected &&
      expected.trap === code &&
      Object.entries(expected.operands ?? {}).every(([name, value]) => operands[name] === value);
    return { ok, outcome: ok ? code : `${code} ${JSON.stringify(operands)}` };
  }
  const results = 'results' in outcome ? outcome.results : [`exit code ${outcome.exitCode}`];
  const ok =
    'results' in expected &&
    isDeepStrictEqual(results, expected.results) &&
    (expected.calls === undefined || isDeepStrictEqual({ ...outcome.calls }, expected.calls));
  const calls = Object.entries(outcome.calls ?? {}).map(([name, count]) => `${name} ×${count}`);
  return { ok, outcome: ['returned', ...results, ...calls].join(' ') };
}

function cell({ ok, outcome }: Verdict): string {
  return `${ok ? 'ok  ' : 'FAIL'} ${outcome}`;
}
