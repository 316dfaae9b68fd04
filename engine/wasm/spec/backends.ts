import { info as interpreter } from '../backends/interpreter/info.ts';
import { info as native } from '../backends/native/info.ts';
import { info as singlepass } from '../backends/singlepass/info.ts';
import type { OptionalFeature } from './features.ts';

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

/**
 * The backends, the default first. Each has a folder of its name in `backends/`: `info.ts` exports `info`, what is known of it, and
 * `backend.ts` exports `backend`, what executes modules. The window takes the facts from here, and no compiler with them. To add a
 * backend, add its folder and its name here. TypeScript then asks for its compiler in `backends/index.ts`.
 */
const FACTS = { singlepass, native, interpreter };

export type BackendName = keyof typeof FACTS;

export const BACKENDS: readonly BackendInfo[] = namesOf(FACTS).map((name) => ({ ...FACTS[name], name }));

export const BACKEND_NAMES = namesOf(FACTS);

/** The backend of those who name none. */
export const DEFAULT_BACKEND: BackendName = BACKEND_NAMES[0];

/** What is known of a backend. */
export function backendInfo(name: BackendName): BackendInfo {
  return BACKENDS.find((info) => info.name === name)!;
}

/** The keys of an object literal, in the order in which they are written. */
function namesOf<N extends string>(facts: Readonly<Record<N, BackendFacts>>): readonly [N, ...N[]] {
  return Object.keys(facts) as [N, ...N[]];
}
