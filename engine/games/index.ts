import { chocolate } from './chocolate/chocolate.ts';
import { ModuleReader } from './common/module-facts.ts';
import { doomwasm } from './doomwasm/doomwasm.ts';
import { fizzbuzz } from './fizzbuzz/fizzbuzz.ts';
import {
  type Game,
  type GameAdapter,
  type ModuleFacts,
  type Recognition,
  SessionRefused,
} from './game-adapter.ts';
import { wasi } from './wasi/wasi.ts';
import { wasidoom } from './wasidoom/wasidoom.ts';
import { woof } from './woof/woof.ts';

/** The kinds of games that Trapdoom knows; `wasi` takes every other program. A new one is a folder, and a line here. */
export const GAMES: readonly GameAdapter[] = [fizzbuzz, doomwasm, wasidoom, chocolate, woof];

interface Candidate extends Recognition {
  readonly adapter: GameAdapter;
}

/**
 * Recognises a module by its imports, exports and data. Throws SessionRefused, naming `file`, for one that nothing can run: an incomplete
 * game, one that is two games at once, and what is no program.
 */
export function recogniseGame(
  module: ModuleFacts,
  file: string,
  games: readonly GameAdapter[] = GAMES,
): Game {
  const [first, ...others] = bestOf(candidatesOf(module, file, games));
  if (first === undefined) return gameOf({ ...wasi.recognise(module, file), adapter: wasi });
  if (first.missing.length > 0)
    throw new SessionRefused({
      code: 'module-incomplete',
      params: { file, abi: first.abi, missing: [...first.missing] },
    });
  if (others.length > 0)
    throw new SessionRefused({
      code: 'module-ambiguous',
      params: { file, abis: [first, ...others].map(({ abi }) => abi) },
    });
  return gameOf(first);
}

function gameOf({ adapter, abi, title, loop }: Candidate): Game {
  return { adapter, abi, title, loop };
}

/** The kind of a module that shows frames, complete or not, for the user; undefined for a program or a library. */
export function shownKind(module: ModuleFacts, file: string): string | undefined {
  if (new ModuleReader(module).importsSdl) return 'SDL';
  const [first] = bestOf(candidatesOf(module, file, GAMES));
  return first?.adapter.showsFrames === true ? first.abi : undefined;
}

/** The complete ones; all, where none is. */
function bestOf(candidates: readonly Candidate[]): readonly Candidate[] {
  const complete = candidates.filter(({ missing }) => missing.length === 0);
  return complete.length > 0 ? complete : candidates;
}

function candidatesOf(module: ModuleFacts, file: string, games: readonly GameAdapter[]): Candidate[] {
  return games.flatMap((adapter) => {
    const recognition = adapter.recognise(module, file);
    return recognition === undefined ? [] : [{ ...recognition, adapter }];
  });
}
