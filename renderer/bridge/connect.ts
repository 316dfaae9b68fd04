import type { Bridge } from '../../main/protocol/bridge.ts';
import { SOCKET_PATH } from '../../main/protocol/wire.ts';
import type { Connection } from './connection.ts';
import { ElectronConnection } from './electron.ts';
import { SocketConnection } from './socket.ts';
import { WorkerSocket } from './worker-socket.ts';

declare global {
  interface Window {
    /** Exposed by Electron's preload; absent in a browser. */
    readonly trapdoom?: Bridge;
  }
}

/** Connects to the launcher by whatever the shell offers. */
export function connectToLauncher(): Connection {
  if (window.trapdoom !== undefined) return new ElectronConnection(window.trapdoom);
  const address = new URL(SOCKET_PATH, window.location.href);
  address.protocol = address.protocol === 'https:' ? 'wss:' : 'ws:';
  return new SocketConnection(() => new WorkerSocket(address));
}
