import { createReadStream } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { type WebSocket, WebSocketServer } from 'ws';
import { MAX_MESSAGE_BYTES, SOCKET_PATH, SOCKET_PROTOCOL } from '../../../protocol/wire.ts';
import { contentHeaders, contentSecurityPolicy, findContent } from '../../content.ts';
import { Access, newSecret } from './access.ts';
import { type ConnectionLimits, Connections, refuse } from './connections.ts';
import type { Downloads } from './downloads.ts';
import { entryPage } from './entry-page.ts';

export interface PageServerOptions {
  /** The folder of the built window. */
  readonly content: string;
  /** Large files that the page may fetch. */
  readonly downloads?: Downloads;
  /** Called with the WebSocket of every page that proved to be Trapdoom's own. */
  readonly onPage: (socket: WebSocket) => void;
  /** Called once, when a browser has used `entry`. */
  readonly onEntered?: () => void;
  readonly limits?: ConnectionLimits;
}

/** Errors of a browser that leaves in the middle, which is no fault of the server's. */
const LEFT: ReadonlySet<string | undefined> = new Set(['ERR_STREAM_PREMATURE_CLOSE', 'ECONNRESET', 'EPIPE']);

/** How long a page has to close its WebSocket, in milliseconds, when the server closes. */
const GOODBYE_MS = 300;

/**
 * Serves the window to one browser of this machine, and to nobody else. It listens on 127.0.0.1 only. `Access` says who may have what.
 * A request must name this very host, because another site's name may resolve to 127.0.0.1. It must come from this very origin, because
 * a browser sends cookies and opens WebSockets for any site. `Connections` bounds what all others can cost.
 */
export class PageServer {
  readonly #options: PageServerOptions;
  readonly #http: Server;
  readonly #connections: Connections;
  readonly #sockets = new WebSocketServer({
    noServer: true,
    maxPayload: MAX_MESSAGE_BYTES,
    perMessageDeflate: false,
    handleProtocols: (offered) => (offered.has(SOCKET_PROTOCOL) ? SOCKET_PROTOCOL : false),
  });
  #access!: Access;
  #host = '';

  private constructor(options: PageServerOptions) {
    this.#options = options;
    this.#http = createServer((request, response) => this.#onRequest(request, response));
    this.#connections = new Connections(this.#http, options.limits);
    this.#http.on('upgrade', (request, socket, head) => this.#onUpgrade(request, socket, head));
  }

  /** Listens on a port that the system chooses. */
  static async start(options: PageServerOptions): Promise<PageServer> {
    const server = new PageServer(options);
    await new Promise<void>((resolve, reject) => {
      server.#http.once('error', reject);
      server.#http.listen({ host: '127.0.0.1', port: 0 }, resolve);
    });
    const { port } = server.#http.address() as AddressInfo;
    server.#host = `127.0.0.1:${port}`;
    server.#access = new Access(port);
    return server;
  }

  get origin(): string {
    return `http://${this.#host}`;
  }

  /** The address that lets one browser in. Undefined once a browser has used it. */
  get entry(): string | undefined {
    const { token } = this.#access;
    return token === undefined ? undefined : `${this.origin}/?token=${token}`;
  }

  /** Sends pages what is still to be sent, as far as they take it at once, and ends all connections. */
  async close(): Promise<void> {
    const closed = new Promise((resolve) => this.#http.close(resolve));
    const terminate = () => {
      for (const page of this.#sockets.clients) page.terminate();
    };
    const pages = [...this.#sockets.clients];
    for (const page of pages) page.close(1001);
    const gone = pages.map((page) => new Promise((resolve) => page.once('close', resolve)));
    const deadline = setTimeout(terminate, GOODBYE_MS);
    await Promise.all(gone);
    clearTimeout(deadline);
    // Those that came meanwhile.
    terminate();
    this.#http.closeAllConnections();
    await closed;
  }

  #onRequest(request: IncomingMessage, response: ServerResponse): void {
    request.on('error', () => {});
    response.on('error', () => {});
    this.#answer(request, response).catch((error: NodeJS.ErrnoException) => {
      if (!LEFT.has(error.code)) console.error(`A request could not be answered: ${error.message}`);
      response.destroy();
    });
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const policy = contentSecurityPolicy([`ws://${this.#host}`]);
    const refuseWith = (status: number, text: string, headers: Record<string, string> = {}) => {
      const all = { ...contentHeaders('text/plain; charset=utf-8', policy), connection: 'close', ...headers };
      response.writeHead(status, all).end(`${text}\n`);
    };
    if (request.headers.host !== this.#host) return refuseWith(403, 'This server is Trapdoom’s own.');
    const { origin } = request.headers;
    if (origin !== undefined && origin !== this.origin)
      return refuseWith(403, 'This server is Trapdoom’s own.');
    if (request.method !== 'GET' && request.method !== 'HEAD')
      return refuseWith(405, 'GET only.', { allow: 'GET, HEAD' });
    const url = URL.canParse(request.url ?? '', this.origin) ? new URL(request.url!, this.origin) : undefined;
    if (url === undefined) return refuseWith(400, 'Not an address.');

    const token = url.pathname === '/' ? url.searchParams.get('token') : null;
    // A HEAD request shows nothing to anyone, so it does not use the token.
    if (token !== null && request.method === 'GET' && this.#enter(token, request)) {
      const { html, policy: own } = entryPage(this.#access.key, newSecret());
      const headers = contentHeaders('text/html; charset=utf-8', own);
      response.writeHead(200, { ...headers, 'set-cookie': this.#access.setCookie }).end(html);
      return;
    }
    if (!this.#access.hasCookie(request)) {
      return refuseWith(
        403,
        'This link has been used, or is not from this launcher. Start Trapdoom again for a new one.',
      );
    }
    this.#connections.trust(request.socket);
    await this.#serve(url.pathname, request, response, policy);
  }

  async #serve(
    pathname: string,
    request: IncomingMessage,
    response: ServerResponse,
    policy: string,
  ): Promise<void> {
    const { content: folder, downloads } = this.#options;
    if (request.method === 'GET' && (await downloads?.serve(pathname, response, policy))) return;

    const content = await findContent(folder, pathname);
    if (content === undefined) {
      response.writeHead(404, contentHeaders('text/plain; charset=utf-8', policy)).end('Not there.\n');
      return;
    }
    response.writeHead(200, contentHeaders(content.type, policy));
    if (request.method === 'HEAD') response.end();
    else await pipeline(createReadStream(content.file), response);
  }

  #enter(token: string, request: IncomingMessage): boolean {
    const first = this.#access.token !== undefined;
    if (!this.#access.enter(token, request)) return false;
    this.#connections.trust(request.socket);
    if (first) this.#options.onEntered?.();
    return true;
  }

  #onUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const allowed =
      request.url === SOCKET_PATH &&
      request.headers.host === this.#host &&
      request.headers.origin === this.origin &&
      this.#access.hasCookie(request) &&
      this.#access.hasKey(request);
    if (!allowed) {
      refuse(socket, '403 Forbidden');
      return;
    }
    this.#sockets.handleUpgrade(request, socket, head, (page) => {
      this.#connections.release(socket);
      // What is wrong with a WebSocket ends in `close`; without a listener it would end the launcher.
      page.on('error', () => {});
      this.#options.onPage(page);
    });
  }
}
