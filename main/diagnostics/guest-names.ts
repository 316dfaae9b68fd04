import { opendir } from 'node:fs/promises';

/** What lies in a game's home, as Chocolate Doom, the other modules and Trapdoom name it. */
export const GUEST_NAMES: readonly string[] = [
  '.trapdoom',
  '.local',
  '.config',
  '.cache',
  'savegames',
  'saves',
  'screenshots',
  'demos',
  'recovery.dsg',
];

/** Endings of files that games have in their home, also of those that are there for a moment only. */
export const GUEST_EXTENSIONS: readonly string[] =
  'bex,cfg,deh,dsg,dat,ini,jsonl?,lmp,log,mid,pcx,png,raw,sav,tmp,txt,wad,wav'.split(',');

/** As many names of a home are known: more would make the redaction slow. */
const NAMES_MAX = 500;

/** Names in the folder that a game saw as `/home`; none if it cannot be read. */
export async function guestNames(home: string): Promise<string[]> {
  const names: string[] = [];
  try {
    for await (const { name } of await opendir(home)) {
      names.push(name);
      if (names.length >= NAMES_MAX) break;
    }
  } catch {
    // The home was removed since: what games are known to have in it is still recognised.
  }
  return names;
}
