import { selfCheckArguments } from '../self-check/arguments.ts';
import type { Output } from './command.ts';
import { startLauncher } from './play.ts';

/** `trapdoom --self-check`: checks this Trapdoom in the browser shell, or, on request, in Electron. Returns the exit status. */
export async function selfCheckCommand(args: readonly string[], out: Output): Promise<number> {
  try {
    const asked = selfCheckArguments(args);
    if (asked.shell === 'electron') return await startLauncher(args);
    const { selfCheckInBrowserShell } = await import('../shell/browser/self-check.ts');
    return await selfCheckInBrowserShell(asked, import.meta.dirname, out);
  } catch (error) {
    out.error(`trapdoom: ${(error as Error).message}`);
    return 2;
  }
}
