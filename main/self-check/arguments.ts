import { parseArgs } from 'node:util';

const SHELLS = ['headless', 'browser', 'electron'] as const;
export type SelfCheckShell = (typeof SHELLS)[number];

/** What a self-check's command line requests. */
export interface SelfCheckArguments {
  /** Undefined: that of the program which was started. */
  readonly shell: SelfCheckShell | undefined;
  /** Whether nothing but the JSON line goes to standard output. */
  readonly json: boolean;
  /** `--games=FOLDER`: game modules to check instead of those that came with Trapdoom. */
  readonly games: string | undefined;
}

export const SELF_CHECK_USAGE = `--self-check [--shell=${SHELLS.join('|')}] [--json]`;

/** Whether a command line asks for a self-check. */
export function wantsSelfCheck(args: readonly string[]): boolean {
  return args.includes('--self-check');
}

/**
 * Reads the command line of a self-check. Throws an Error of one line for what it does not know. With `lenient`, unknown options are
 * Electron's and are ignored, and so are files.
 */
export function selfCheckArguments(args: readonly string[], lenient = false): SelfCheckArguments {
  const { shell, headless, json, games } = parsed(args, lenient);
  const named = headless === true ? 'headless' : shell;
  const known = SHELLS.find((name) => name === named);
  if (named !== undefined && known === undefined)
    throw new Error(`--shell must be ${SHELLS.join(', ')}, not “${named}”.`);
  if (games === '' || games === true) throw new Error('--games needs a folder: --games=FOLDER.');
  return {
    shell: known,
    json: json === true,
    games: typeof games === 'string' ? games : undefined,
  };
}

function parsed(args: readonly string[], lenient: boolean) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        'self-check': { type: 'boolean' },
        shell: { type: 'string' },
        /** How `npm start` passes `--shell=headless` on. */
        headless: { type: 'boolean' },
        json: { type: 'boolean' },
        games: { type: 'string' },
        // Start scripts add these. The player's folder is never used, and a check without a window is an error anyway.
        'user-data': { type: 'string' },
        'need-window': { type: 'boolean' },
      },
      strict: !lenient,
      allowPositionals: lenient,
    }).values;
  } catch (error) {
    // What follows its first sentence is advice for programmers.
    throw new Error(`${(error as Error).message.split(/\. |\n/)[0]}. Usage: ${SELF_CHECK_USAGE}`);
  }
}
