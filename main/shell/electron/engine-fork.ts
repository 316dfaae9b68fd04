import type { MessagePortMain } from 'electron';
import { engineEnvironment } from '../../../engine/session/process/environment.ts';
import type { EngineProcess } from '../shell.ts';
import type { ElectronApi } from './api.ts';

/**
 * Starts the engine process at `entry` as a utility process. The start message takes one end of the player port along. `toPage` gets
 * the other, so frames do not pass through main.
 */
export function forkEngine(
  { utilityProcess, MessageChannelMain }: Pick<ElectronApi, 'utilityProcess' | 'MessageChannelMain'>,
  entry: string,
  toPage: (port: MessagePortMain) => void,
): EngineProcess {
  const child = utilityProcess.fork(entry, [], {
    stdio: 'pipe',
    serviceName: 'Trapdoom engine',
    env: engineEnvironment(),
  });
  let output: (text: string) => void = () => {};
  let gone = false;
  let killed = false;
  child.once('exit', () => (gone = true));
  // Before it has a process id, `kill` does nothing (electron/electron#44009).
  child.once('spawn', () => killed && child.kill());
  // An `error` without a listener would be thrown in main. Its report has the environment and paths of the machine: it is not kept.
  child.on('error', (type, location) => output(`${type} of V8 at ${location}`));
  return {
    post: (message) => {
      if (gone) return;
      if (message.type !== 'start') {
        child.postMessage(message);
        return;
      }
      const { port1, port2 } = new MessageChannelMain();
      child.postMessage(message, [port1]);
      toPage(port2);
    },
    onMessage: (listener) => {
      child.on('message', listener);
    },
    onOutput: (listener) => {
      output = listener;
      for (const stream of [child.stdout, child.stderr]) {
        stream?.on('data', (data: Buffer | string) => listener(data.toString()));
      }
    },
    onExit: (listener) => {
      child.once('exit', (code) => listener(`exit code ${code}`));
    },
    kill: () => {
      killed = true;
      if (!gone) child.kill();
    },
  };
}
