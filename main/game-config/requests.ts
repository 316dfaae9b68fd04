import { DEFAULT_PORT, type SourcePort } from '../../engine/games/source-ports.ts';
import type { HomeKey, Homes } from '../homes/homes.ts';
import type { Library } from '../library/library.ts';
import { inOrder, loadOrder } from '../library/load-order.ts';
import type { LibraryEntry } from '../protocol/launcher.ts';
import type { Message } from '../protocol/messages.ts';
import { Refusal } from '../protocol/refusal.ts';
import type { Handlers, ParsedArgument } from '../requests.ts';
import type { GameConfigs } from './game-configs.ts';

interface GameConfigRequests {
  readonly configs: GameConfigs;
  readonly homes: Homes;
  readonly library: Library;
  /** The game that runs. */
  playing(): { readonly home: string; readonly iwad: LibraryEntry } | undefined;
}

/** The window's requests about what games are played by. */
export function gameConfigHandlers({
  configs,
  homes,
  library,
  playing,
}: GameConfigRequests): Handlers<'controls.read' | 'controls.write'> {
  const wad = (id: string): LibraryEntry => {
    const entry = library.entry(id);
    if (entry === undefined) throw new Refusal({ code: 'wad-unknown', params: {} });
    return entry;
  };
  const homeOf = ({ iwad, pwads, merge }: ParsedArgument<'controls.read'>): HomeKey => ({
    iwad: wad(iwad),
    pwads: inOrder(loadOrder(pwads.map(wad), merge)),
    merge,
  });
  const locked = (home: string | undefined): Message | undefined => {
    const game = playing();
    if (game === undefined || (home !== undefined && game.home !== home)) return undefined;
    return { code: 'controls-in-use', params: { title: game.iwad.title } };
  };
  const read = async (of: HomeKey, port: SourcePort) => {
    const { path } = homes.of(of);
    const reason = locked(path);
    const state = await configs.read(path, await homes.configSource(of), port);
    return { ...state, ...(reason !== undefined && { locked: reason }) };
  };
  return {
    'controls.read': (of) => read(homeOf(of), of.port ?? DEFAULT_PORT),
    'controls.write': async ({ of, changes, everywhere }) => {
      const home = homeOf(of);
      const port = of.port ?? DEFAULT_PORT;
      const { path } = homes.of(home);
      const reason = locked(everywhere ? undefined : path);
      if (reason !== undefined) throw new Refusal(reason);
      if (everywhere) await configs.writeEverywhere(changes, port);
      await configs.write(path, await homes.configSource(home), changes, port);
      return read(home, port);
    },
  };
}
