/**
 * Account names that say nothing about a person, and words that are found in the log of any game. Taken out as words they would make a
 * log unreadable, and the gaps would tell the name.
 */
const COMMON = new Set(
  `admin administrator app build chocolate ci computer debian deck default demo demos desktop docker doom
  error fedora file files freedoom freedm game gamer games guest level linux live local log lump lumps mac map main me memory music my name native
  nobody node none null op owner pc pi play player pwad iwad public run runner save saves server session sound steam system
  test tester trap trapdoom ubuntu unknown user users vagrant vscode wad wads warning windows
  a an and are as at be by can do for from go had has have he her him his how i if in is it its new no not of off
  on one or our out set she so that the this to two up us was we who will with you your`.split(/\s+/),
);
/** Folders that every system, or every game here, has under these names. */
const FOLDERS = new Set([
  'home',
  'root',
  'usr',
  'var',
  'tmp',
  'mnt',
  'data',
  'media',
  'opt',
  'games',
  'wads',
  'users',
]);

/** Where a name must not be told: wherever it stands as a word; as a folder of a path only; nowhere but as a home's folder. */
export function personalName(name: string): 'anywhere' | 'in paths' | 'nowhere' {
  const plain = name.toLowerCase();
  if (plain === '' || FOLDERS.has(plain)) return 'nowhere';
  return COMMON.has(plain) || [...plain].length === 1 ? 'in paths' : 'anywhere';
}
