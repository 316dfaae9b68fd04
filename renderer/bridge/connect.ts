import type { Bridge } from '../../main/protocol/bridge.ts';
import { KEY_ITEM, keyProtocol, SOCKET_PATH, SOCKET_PROTOCOL } from '../../main/protocol/wire.ts';
import type { Connection, Loss } from './connection.ts';
import { ElectronConnection } from './electron.ts';
import { NoConnection } from './no-connection.ts';
import { SocketConnection } from './socket.ts';
import { WorkerSocket } from './worker-socket.ts';

declare global {
  interface Window {
    /** Exposed by Electron's preload; absent in a browser. */
    readonly trapdoom?: Bridge;
  }
}

/** A tab that was opened by the bare address, or a browser that was closed since. */
const NO_KEY: Loss = {
  title: 'This tab was not opened by Trapdoom’s link',
  message: { code: 'no-key', params: {} },
};

/** Connects to the launcher by whatever the shell offers. */
export function connectToLauncher(): Connection {
  if (window.trapdoom !== undefined) return new ElectronConnection(window.trapdoom);
  const key = window.sessionStorage.getItem(KEY_ITEM);
  if (key === null) return new NoConnection(NO_KEY);
  const address = new URL(SOCKET_PATH, window.location.href);
  address.protocol = address.protocol === 'https:' ? 'wss:' : 'ws:';
  return new SocketConnection(() => new WorkerSocket(address, [SOCKET_PROTOCOL, keyProtocol(key)]));
}
