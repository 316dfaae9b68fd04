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
  const homeOf = ({
    iwad,
    pwads,
    merge,
    port = DEFAULT_PORT,
  }: ParsedArgument<'controls.read'>): HomeKey & { readonly port: SourcePort } => ({
    iwad: wad(iwad),
    pwads: inOrder(loadOrder(pwads.map(wad), merge)),
    merge,
    port,
  });
  const locked = (home: string | undefined): Message | undefined => {
    const game = playing();
    if (game === undefined || (home !== undefined && game.home !== home)) return undefined;
    return { code: 'controls-in-use', params: { title: game.iwad.title } };
  };
  const read = async (of: ReturnType<typeof homeOf>) => {
    const { path } = homes.of(of);
    const reason = locked(path);
    const state = await configs.read(path, await homes.configSource(of), of.port);
    return { ...state, ...(reason !== undefined && { locked: reason }) };
  };
  return {
    'controls.read': (of) => read(homeOf(of)),
    'controls.write': async ({ of, changes, everywhere }) => {
      const home = homeOf(of);
      const { path } = homes.of(home);
      const reason = locked(everywhere ? undefined : path);
      if (reason !== undefined) throw new Refusal(reason);
      if (everywhere) await configs.writeEverywhere(changes, home.port);
      await configs.write(path, await homes.configSource(home), changes, home.port);
      return read(home);
    },
  };
}
