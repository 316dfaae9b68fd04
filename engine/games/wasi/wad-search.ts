import { OverlayTree } from '../../host/wasi/trees/overlay-tree.ts';
import type { NodeStat, OpenFile, OpenOptions, Parts, Tree } from '../../host/wasi/trees/tree.ts';
import type { FileGrant, WadsMissing } from '../game-adapter.ts';

/** Names of WADs that other Doom programs open where they are run, by what the maps of the IWAD are called. */
const USUAL_NAMES = { numbered: ['doom2.wad'], episodes: ['doom1.wad', 'doom.wad'] } as const;

/** The IWAD's grants under the names that programs look for, beside those it has; none of what has maps of neither kind. */
export function usualNames(grants: readonly FileGrant[], numbered: boolean | undefined): FileGrant[] {
  const [iwad] = grants;
  if (iwad === undefined || numbered === undefined) return [];
  const taken = new Set(grants.map(([name]) => name.toLowerCase()));
  const names = USUAL_NAMES[numbered ? 'numbered' : 'episodes'];
  return names.filter((name) => !taken.has(name)).map((name) => [name, iwad[1]] as const);
}

/** A program that has looked this often for WADs that are missing, and has found none, does nothing else. */
const LOOKS_MAX = 5000;
/** The most names that are remembered. */
const NAMES_MAX = 8;

/** Which WADs a program has looked for in vain. */
export class WadSearch {
  readonly #names = new Set<string>();
  readonly #told: (missing: WadsMissing) => void;
  readonly #givenUp: (missing: WadsMissing) => void;
  #looks = 0;
  #found = false;

  /** `told` is called for each new name; `givenUp` the reason why a program that looks without end is ended. */
  constructor(told: (missing: WadsMissing) => void, givenUp: (missing: WadsMissing) => void) {
    this.#told = told;
    this.#givenUp = givenUp;
  }

  /** What to report where the program ends without having opened any WAD; undefined if it opened one, or looked for none. */
  get problem(): WadsMissing | undefined {
    return this.#found || this.#names.size === 0 ? undefined : this.#missing;
  }

  get #missing(): WadsMissing {
    return { code: 'wads-missing', params: { names: [...this.#names] } };
  }

  looked(name: string, there: boolean): void {
    if (this.#found || !/\.wad$/i.test(name) || there) return;
    if (!this.#names.has(name) && this.#names.size < NAMES_MAX) {
      this.#names.add(name);
      this.#told(this.#missing);
    }
    if (++this.#looks === LOOKS_MAX) this.#givenUp(this.#missing);
  }

  opened(name: string): void {
    if (/\.wad$/i.test(name)) this.#found = true;
  }
}

/** A folder of a program, with the files of `wads` in it. `search` is notified of the WADs that the program looks for. */
export class ProgramFolder extends OverlayTree {
  readonly #search: WadSearch;

  constructor(folder: Tree, wads: Tree, search: WadSearch) {
    super(folder, wads);
    this.#search = search;
  }

  override lookup(parts: Parts): NodeStat | undefined {
    const found = super.lookup(parts);
    this.#search.looked(parts.at(-1) ?? '', found !== undefined);
    return found;
  }

  override open(parts: Parts, options: OpenOptions): OpenFile {
    const file = super.open(parts, options);
    this.#search.opened(parts.at(-1) ?? '');
    return file;
  }
}
