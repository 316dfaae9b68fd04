import { WebSocket } from 'ws';
import { keyProtocol, SOCKET_PATH, SOCKET_PROTOCOL } from '../../../protocol/wire.ts';

/** For tests: what a browser has after it opened the launcher's address. */
export class Entered {
  /** Has no path. */
  readonly origin: string;
  /** `127.0.0.1:PORT`. */
  readonly host: string;
  readonly port: number;
  /** As a Cookie header has it. */
  readonly cookie: string;
  readonly key: string;

  constructor(address: string, cookie: string, key: string) {
    const { origin, host, port } = new URL(address);
    this.origin = origin;
    this.host = host;
    this.port = Number(port);
    this.cookie = cookie;
    this.key = key;
  }

  /** The subprotocols of the page's WebSocket. */
  get protocols(): string[] {
    return [SOCKET_PROTOCOL, keyProtocol(this.key)];
  }

  /** Opens a WebSocket as the page does; it emits `open`, or `unexpected-response` where it is refused. */
  openSocket(): WebSocket {
    const { origin, cookie } = this;
    const address = `${origin.replace('http', 'ws')}${SOCKET_PATH}`;
    return new WebSocket(address, this.protocols, { headers: { cookie, origin } });
  }
}

/** Opens the launcher's address as a browser does, and reads from the page what its script keeps. */
export async function enter(address: string): Promise<Entered> {
  const answer = await fetch(address, { redirect: 'manual' });
  const cookie = answer.headers.getSetCookie()[0]?.split(';')[0];
  const key = /setItem\("trapdoom-key", "([0-9a-f]{64})"\)/.exec(await answer.text())?.[1];
  if (cookie === undefined || key === undefined)
    throw new Error(`${address} lets nobody in: status ${answer.status}, cookie ${cookie}, key ${key}`);
  return new Entered(address, cookie, key);
}
