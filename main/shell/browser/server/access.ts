import { randomBytes, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { keyProtocol } from '../../../protocol/wire.ts';

/**
 * Who may have what of the page server. Three secrets, each of which alone is not enough:
 *
 * - the token, in the address that the launcher hands out: works once, for the first browser that opens it;
 * - the cookie, which that browser gets for it: gets the page's files. A browser sends it to every port of this host, so other servers
 *   of this machine may learn it;
 * - the key, which the same answer puts into the tab's sessionStorage: opens, with the cookie, the WebSocket. No other origin sees it.
 *
 * The address opens again where the cookie is: so that a tab that was closed can be opened anew.
 */
export class Access {
  readonly #token = newSecret();
  readonly #cookie = newSecret();
  readonly key = newSecret();
  readonly #cookieName: string;
  #entered = false;

  /** Cookies are shared by all ports of a host: the port in the name keeps two launchers apart. */
  constructor(port: number) {
    this.#cookieName = `trapdoom-${port}`;
  }

  /** The token while nobody has used it. */
  get token(): string | undefined {
    return this.#entered ? undefined : this.#token;
  }

  get setCookie(): string {
    return `${this.#cookieName}=${this.#cookie}; HttpOnly; SameSite=Strict; Path=/`;
  }

  /** Whether a token lets its bearer in; the first time, it is used by that. */
  enter(token: string, request: IncomingMessage): boolean {
    if (!equal(token, this.#token) || (this.#entered && !this.hasCookie(request))) return false;
    this.#entered = true;
    return true;
  }

  /** Whether the request carries the cookie that the token was exchanged for. */
  hasCookie(request: IncomingMessage): boolean {
    const cookies = (request.headers.cookie ?? '').split(/;\s*/);
    return cookies.some((cookie) => equal(cookie, `${this.#cookieName}=${this.#cookie}`));
  }

  /** Whether the request, for a WebSocket, offers the subprotocol that carries the key. */
  hasKey(request: IncomingMessage): boolean {
    const protocols = (request.headers['sec-websocket-protocol'] ?? '').split(/\s*,\s*/);
    return protocols.some((protocol) => equal(protocol, keyProtocol(this.key)));
  }
}

/** 32 random bytes, hexadecimal. */
export function newSecret(): string {
  return randomBytes(32).toString('hex');
}

/** Compares secrets without telling by its duration how much of them agrees. */
function equal(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}
