import { Engine } from '../../engine/wasm/index.ts';
import { type Outcome, type Report, summarize } from './report.ts';
import { runScript, skipScript } from './runner.ts';
import { featureOfFolder, listScripts, missingSuiteText, readScriptFile } from './suite.ts';

export interface RunOptions {
  readonly backend: string;
  /** Only scripts whose file name contains this. */
  readonly filter?: string;
}

/** Runs the suite on a backend. Throws where there is no suite: ask `listScripts` first. */
export async function runSuite({ backend, filter = '' }: RunOptions): Promise<Report> {
  const scripts = listScripts();
  if (scripts === undefined) throw new Error(missingSuiteText());
  const engine = new Engine({ backend });
  const outcomes = new Map<string, Outcome[]>();
  for (const name of scripts.filter((script) => script.includes(filter))) {
    const feature = featureOfFolder(name);
    const source = readScriptFile(name);
    outcomes.set(
      name,
      feature === undefined ? await runScript(engine, name, source) : skipScript(name, source, feature),
    );
  }
  return summarize(backend, outcomes);
}
