import { randomBytes, timingSafeEqual } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { type WebSocket, WebSocketServer } from 'ws';
import { MAX_MESSAGE_BYTES, SOCKET_PATH } from '../../protocol/wire.ts';
import { contentHeaders, contentSecurityPolicy, findContent } from '../content.ts';
import type { Downloads } from './downloads.ts';

export interface PageServerOptions {
  /** The folder of the built window. */
  readonly content: string;
  /** Large files that the page may fetch. */
  readonly downloads?: Downloads;
  /** Called with the WebSocket of every page that proved to be Trapdoom's own. */
  readonly onPage: (socket: WebSocket) => void;
}

/**
 * Serves the window to browsers of this machine, and to nobody else: it listens on 127.0.0.1 only; a page gets in with a token that
 * works once and is exchanged for a cookie; a request must name this very host (another site's name may resolve to 127.0.0.1), and
 * come from this very origin (a browser sends cookies and opens WebSockets for any site).
 */
export class PageServer {
  readonly #options: PageServerOptions;
  readonly #http: Server;
  readonly #sockets = new WebSocketServer({
    noServer: true,
    maxPayload: MAX_MESSAGE_BYTES,
    perMessageDeflate: false,
  });
  readonly #session = randomBytes(32).toString('hex');
  /** Undefined once used. */
  #token: string | undefined = randomBytes(32).toString('hex');
  #host = '';

  private constructor(options: PageServerOptions) {
    this.#options = options;
    this.#http = createServer((request, response) => void this.#onRequest(request, response));
    this.#http.on('upgrade', (request, socket, head) => this.#onUpgrade(request, socket, head));
  }

  /** Listens on a port that the system chooses. */
  static async start(options: PageServerOptions): Promise<PageServer> {
    const server = new PageServer(options);
    await new Promise<void>((resolve, reject) => {
      server.#http.once('error', reject);
      server.#http.listen({ host: '127.0.0.1', port: 0 }, resolve);
    });
    server.#host = `127.0.0.1:${(server.#http.address() as AddressInfo).port}`;
    return server;
  }

  get origin(): string {
    return `http://${this.#host}`;
  }

  /** The address that lets one browser in. Undefined once a browser has used it. */
  get entry(): string | undefined {
    return this.#token === undefined ? undefined : `${this.origin}/?token=${this.#token}`;
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets.clients) socket.terminate();
    const closed = new Promise((resolve) => this.#http.close(resolve));
    this.#http.closeAllConnections();
    await closed;
  }

  /** Cookies are shared by all ports of a host: the port in the name keeps two launchers apart. */
  get #cookieName(): string {
    return `trapdoom-${this.#host.split(':')[1]}`;
  }

  async #onRequest(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const policy = contentSecurityPolicy([`ws://${this.#host}`]);
    const answer = (status: number, text: string, headers: Record<string, string> = {}) => {
      response.writeHead(status, { ...contentHeaders('text/plain; charset=utf-8', policy), ...headers });
      response.end(`${text}\n`);
    };
    if (request.headers.host !== this.#host) return answer(403, 'This server is Trapdoom’s own.');
    const { origin } = request.headers;
    if (origin !== undefined && origin !== this.origin) return answer(403, 'This server is Trapdoom’s own.');
    if (request.method !== 'GET' && request.method !== 'HEAD')
      return answer(405, 'GET only.', { allow: 'GET, HEAD' });
    const url = URL.canParse(request.url ?? '', this.origin) ? new URL(request.url!, this.origin) : undefined;
    if (url === undefined) return answer(400, 'Not an address.');

    const token = url.pathname === '/' ? url.searchParams.get('token') : null;
    if (token !== null && this.#redeem(token)) {
      const cookie = `${this.#cookieName}=${this.#session}; HttpOnly; SameSite=Strict; Path=/`;
      return answer(303, 'Welcome.', { location: '/', 'set-cookie': cookie });
    }
    if (!this.#knows(request)) {
      return answer(
        403,
        'This link has been used, or is not from this launcher. Start Trapdoom again for a new one.',
      );
    }
    if (token !== null) return answer(303, 'Welcome back.', { location: '/' });

    const { downloads } = this.#options;
    if (request.method === 'GET' && (await downloads?.serve(url.pathname, response, policy))) return;

    const content = await findContent(this.#options.content, url.pathname);
    if (content === undefined) return answer(404, 'Not there.');
    response.writeHead(200, contentHeaders(content.type, policy));
    if (request.method === 'HEAD') response.end();
    // A browser that leaves in the middle is no error of ours.
    else await pipeline(createReadStream(content.file), response).catch(() => response.destroy());
  }

  #onUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const allowed =
      request.url === SOCKET_PATH &&
      request.headers.host === this.#host &&
      request.headers.origin === this.origin &&
      this.#knows(request);
    if (!allowed) {
      socket.end('HTTP/1.1 403 Forbidden\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
      return;
    }
    this.#sockets.handleUpgrade(request, socket, head, (page) => this.#options.onPage(page));
  }

  #redeem(token: string): boolean {
    if (this.#token === undefined || !equal(token, this.#token)) return false;
    this.#token = undefined;
    return true;
  }

  /** Whether the request carries the cookie that the token was exchanged for. */
  #knows(request: IncomingMessage): boolean {
    const cookies = (request.headers.cookie ?? '').split(/;\s*/);
    return cookies.some((cookie) => equal(cookie, `${this.#cookieName}=${this.#session}`));
  }
}

/** Compares secrets without telling by its duration how much of them agrees. */
function equal(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}
