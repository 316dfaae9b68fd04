import type { ConfigurationFile } from '../../engine/games/source-ports.ts';

/** Reads and writes a game's variables, whichever of its files they are in. */
export interface Variables {
  get(file: ConfigurationFile, name: string, accepted?: (value: string) => boolean): string | undefined;
  set(file: ConfigurationFile, name: string, value: string): void;
}
