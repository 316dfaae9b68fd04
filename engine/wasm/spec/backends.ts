/// <reference types="vite/types/importMeta.d.ts" />
import type { OptionalFeature } from './features.ts';

/**
 * The backends, the default first. Each has a folder of its name in `backends/`: `info.ts` exports `info`, what is known of it, and
 * `backend.ts` exports `backend`, what executes modules. To add a backend, add its folder, and its name here.
 */
const NAMES = ['singlepass', 'native', 'interpreter'] as const;

export type BackendName = (typeof NAMES)[number];

/** What a backend's `info.ts` says: facts for the engine, and words for the window and the command line. */
export interface BackendFacts {
  /** Its name in settings. */
  readonly label: string;
  /** Its name within a sentence, after "the". */
  readonly phrase: string;
  /** What it is, and what it is good for, for settings. */
  readonly text: string;
  /** What it is, in a line of a report. */
  readonly summary: string;
  /** The optional features that it runs. A module that needs another is refused before it is compiled. */
  readonly features: readonly OptionalFeature[];
  /** Pages of the largest memory that it has. */
  readonly memoryPages: number;
  /** Whether its code can poll `INTERRUPT`. */
  readonly interruptible: boolean;
  /** Whether a `Debugger` can attach to its stores. */
  readonly debuggable: boolean;
  /** Whether it is fast enough to synthesize a game's music in time: about twenty million instructions a tic. */
  readonly musicInTime: boolean;
}

/** All that is known of a backend without loading it. */
export interface BackendInfo extends BackendFacts {
  readonly name: BackendName;
}

// The folder of a backend holds all of it, so its facts stand there. The window takes them from here, and no compiler with them.
const FACTS = import.meta.glob<BackendFacts>('../backends/*/info.ts', { eager: true, import: 'info' });

export const BACKENDS: readonly BackendInfo[] = NAMES.map((name) => {
  const facts = FACTS[`../backends/${name}/info.ts`];
  if (facts === undefined) throw new Error(`backends/${name}/info.ts is missing`);
  return { ...facts, name };
});

export const BACKEND_NAMES: readonly [BackendName, ...BackendName[]] = NAMES;

/** The backend of those who name none. */
export const DEFAULT_BACKEND: BackendName = NAMES[0];

/** What is known of a backend. */
export function backendInfo(name: BackendName): BackendInfo {
  return BACKENDS.find((info) => info.name === name)!;
}
