import path from 'node:path';
import { selfCheckArguments } from '../../self-check/arguments.ts';
import { CHECKED_FRAMES } from '../../self-check/backends.ts';
import { CHECK_LIMITS, type SelfCheckOptions, selfCheck } from '../../self-check/self-check.ts';
import type { ElectronApi } from './api.ts';
import { type StartOptions, start } from './start/start.ts';

/** A window that is covered, or that nobody watches, must draw as any other. */
const DRAWS_ALWAYS = ['disable-backgrounding-occluded-windows', 'disable-renderer-backgrounding'];

/**
 * Checks a Trapdoom that runs in Electron, in its own window, and exits. The status is 0, 1 where something is wrong, or 2 where the
 * command line is wrong. Call it before `ready`.
 */
export async function selfCheckInElectron(
  electron: ElectronApi,
  options: Omit<StartOptions, 'selfCheck'>,
  { out, timeLimitMs }: Pick<SelfCheckOptions, 'out' | 'timeLimitMs'>,
): Promise<void> {
  const { app } = electron;
  let asked: ReturnType<typeof selfCheckArguments>;
  try {
    asked = selfCheckArguments(options.argv.slice(1), true);
    if (asked.shell !== undefined && asked.shell !== 'electron')
      throw new Error(`This program’s self-check runs in Electron: it takes no --shell=${asked.shell}.`);
  } catch (error) {
    out.error((error as Error).message);
    app.exit(2);
    return;
  }
  let lose = (_reason: string) => {};
  const lost = new Promise<never>((_resolve, reject) => {
    lose = (reason) => reject(new Error(reason));
  });
  lost.catch(() => {});
  for (const name of DRAWS_ALWAYS) app.commandLine.appendSwitch(name);
  const status = await selfCheck({
    shell: 'electron',
    json: asked.json,
    out,
    ...(timeLimitMs !== undefined && { timeLimitMs }),
    open: async (userData, onEnd) => {
      const starting = start(electron, {
        ...options,
        selfCheck: { userData, check: { frames: CHECKED_FRAMES }, limits: CHECK_LIMITS, onFatal: lose },
      });
      const started = await Promise.race([starting, lost]);
      if (started === undefined) throw new Error('The window was closed before it was open.');
      onEnd(async () => void (await started.putAway()));
      return { launcher: started.launcher, assets: path.dirname(started.paths.wads), lost };
    },
  });
  app.exit(status);
}
