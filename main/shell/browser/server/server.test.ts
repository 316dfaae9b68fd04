import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import http from 'node:http';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { keyProtocol } from '../../../protocol/wire.ts';
import { enter } from './entry-fixture.ts';
import { PageServer } from './server.ts';

let folder: string;
let server: PageServer;
let pages: WebSocket[];
let entries: number;

const LIMITS = { strangers: 8, known: 8, patienceMs: 1000, idleMs: 5000 };

beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'trapdoom-server-'));
  await writeFile(path.join(folder, 'index.html'), '<title>Trapdoom</title>');
  pages = [];
  entries = 0;
  server = await PageServer.start({
    content: folder,
    onPage: (page) => pages.push(page),
    onEntered: () => entries++,
    limits: LIMITS,
  });
});
afterEach(async () => {
  await server.close();
  await rm(folder, { recursive: true, force: true });
});

interface Answer {
  readonly status: number;
  readonly headers: http.IncomingHttpHeaders;
  readonly body: string;
}
/** `fetch` would not let a test lie about Host and Origin. */
function get(url: string, headers: http.OutgoingHttpHeaders = {}, method = 'GET'): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const request = http.request(url, { headers, method }, (response) => {
      let body = '';
      response.setEncoding('utf8').on('data', (text) => (body += text));
      response.on('end', () => resolve({ status: response.statusCode!, headers: response.headers, body }));
    });
    request.on('error', reject).end();
  });
}
/** Resolves to `open`, or to the status of the refused upgrade. */
function outcome(client: WebSocket): Promise<string> {
  return new Promise((resolve) => {
    client.once('open', () => resolve('open'));
    client.once('unexpected-response', (_request, response) => resolve(String(response.statusCode)));
    client.once('error', () => {});
  });
}
const socketUrl = () => `${server.origin.replace('http', 'ws')}/socket`;

describe('PageServer', () => {
  it('listens on the loopback address only', () => {
    expect(server.origin).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
  });

  it('lets the first browser that opens the address in, and no other', async () => {
    const entry = server.entry!;
    const first = await get(entry);
    expect(first.status).toBe(200);
    expect(first.headers['set-cookie']![0]).toMatch(
      /^trapdoom-\d+=[0-9a-f]{64}; HttpOnly; SameSite=Strict; Path=\/$/,
    );
    expect(first.headers['cache-control']).toBe('no-store');
    expect(server.entry).toBeUndefined();
    const second = await get(entry);
    expect(second.status).toBe(403);
    expect(second.body).toContain('has been used');
    expect(second.headers['set-cookie']).toBeUndefined();
  });

  it('issue 9, 1.2: answers the address with a page that goes on by itself, not with a redirect', async () => {
    const { status, headers, body } = await get(server.entry!);
    expect(status).toBe(200);
    expect(headers.location).toBeUndefined();
    expect(body).toContain('location.replace("/")');
    const nonce = /<script nonce="([0-9a-f]{64})">/.exec(body)![1];
    expect(headers['content-security-policy']).toContain(`default-src 'none'; script-src 'nonce-${nonce}';`);
    expect(entries).toBe(1);
  });

  it('does not let a request without an answer’s body use the address up', async () => {
    expect((await get(server.entry!, {}, 'HEAD')).status).toBe(403);
    expect(server.entry).toBeDefined();
    expect(entries).toBe(0);
  });

  it('serves the window to who has the cookie, with all security headers', async () => {
    const { cookie } = await enter(server.entry!);
    const { status, headers, body } = await get(server.origin, { cookie: `other=1; ${cookie}` });
    expect(status).toBe(200);
    expect(body).toContain('Trapdoom');
    expect(headers).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
      'cache-control': 'no-store',
    });
    expect(headers['content-security-policy']).toContain(
      `connect-src 'self' ${server.origin.replace('http', 'ws')};`,
    );
  });

  it('refuses everyone else', async () => {
    const { cookie } = await enter(server.entry!);
    const url = server.origin;
    expect((await get(url)).status).toBe(403);
    expect((await get(url, { cookie: cookie.slice(0, -1) })).status).toBe(403);
    expect((await get(`${url}/?token=${'0'.repeat(64)}`)).status).toBe(403);
    expect((await get(url, { cookie, host: 'evil.example' })).status).toBe(403);
    expect((await get(url, { cookie, host: `localhost:${new URL(url).port}` })).status).toBe(403);
    expect((await get(url, { cookie, origin: 'https://evil.example' })).status).toBe(403);
    expect((await get(url, { cookie }, 'POST')).status).toBe(405);
    expect((await get(`${url}/../server.ts`, { cookie })).status).toBe(404);
  });

  it('lets the browser that used the address open it again, for a new tab', async () => {
    const entry = server.entry!;
    const { cookie, key } = await enter(entry);
    const again = await get(entry, { cookie });
    expect(again.status).toBe(200);
    expect(again.body).toContain(key);
    expect(entries).toBe(1);
  });

  it('opens a socket for its own page only', async () => {
    const { cookie, origin, protocols } = await enter(server.entry!);
    const open = (headers: Record<string, string>, url = socketUrl()) =>
      outcome(new WebSocket(url, protocols, { headers }));
    expect(await open({ cookie })).toBe('403');
    expect(await open({ origin })).toBe('403');
    expect(await open({ cookie, origin: 'https://evil.example' })).toBe('403');
    expect(await open({ cookie, origin, host: 'evil.example' })).toBe('403');
    expect(await open({ cookie, origin }, `${socketUrl()}/x`)).toBe('403');
    expect(pages).toHaveLength(0);
    expect(await open({ cookie, origin })).toBe('open');
    expect(pages).toHaveLength(1);
    expect(pages[0]!.protocol).toBe('trapdoom');
  });

  it('issue 9, 1.3: gives who has the cookie alone the page’s files, and no socket', async () => {
    const { cookie, origin, key } = await enter(server.entry!);
    const files = await get(origin, { cookie });
    expect(files.status).toBe(200);
    expect(files.body).not.toContain(key);
    expect((await get(`${origin}/?token=${'0'.repeat(64)}`, { cookie })).body).not.toContain(key);
    const offers = [
      [],
      ['trapdoom'],
      ['trapdoom', keyProtocol('0'.repeat(64))],
      ['trapdoom', 'trapdoom.key.'],
    ];
    for (const protocols of offers) {
      const client = new WebSocket(socketUrl(), protocols, { headers: { cookie, origin } });
      expect(await outcome(client), protocols.join()).toBe('403');
    }
    expect(pages).toHaveLength(0);
  });

  it('issue 9, 1.1: closes connections that prove nothing: silent ones, trickling ones, too many', async () => {
    const stages = ['', 'GET / HT', `GET / HTTP/1.1\r\nHost: ${new URL(server.origin).host}\r\n`];
    const silent = await Promise.all(stages.map((stage) => connect(stage)));
    const trickling = await connect('GET / HTTP/1.1\r\n');
    const trickle = setInterval(() => trickling.write('X-A: b\r\n'), 20);
    await Promise.all([...silent, trickling].map(closed));
    clearInterval(trickle);

    const crowd = await Promise.all(Array.from({ length: 30 }, () => connect('')));
    await expect.poll(() => crowd.filter((socket) => !socket.destroyed).length).toBeLessThanOrEqual(8);
    // A page that proves itself still gets in, and stays.
    const page = (await enter(server.entry!)).openSocket();
    expect(await outcome(page)).toBe('open');
    await Promise.all(crowd.map(closed));
    const later = await Promise.all(Array.from({ length: 30 }, () => connect('')));
    await Promise.all(later.map(closed));
    expect(page.readyState).toBe(WebSocket.OPEN);
  });

  it('issue 9, 1.1: ends a refused upgrade though the peer keeps its side open', async () => {
    const { host } = new URL(server.origin);
    const socket = await connect(
      `GET /socket HTTP/1.1\r\nHost: ${host}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n`,
      { allowHalfOpen: true },
    );
    await new Promise((resolve) => socket.once('end', resolve));
    // Before the time limit on connections that prove nothing.
    await expect.poll(() => reset(socket), { timeout: LIMITS.patienceMs / 2, interval: 10 }).toBe(true);
    await closed(socket);
  });

  it('sends pages what they were told last before it closes', async () => {
    const page = (await enter(server.entry!)).openSocket();
    const heard: string[] = [];
    page.on('message', (data) => heard.push(String(data)));
    const code = new Promise((resolve) => page.once('close', resolve));
    expect(await outcome(page)).toBe('open');
    pages[0]!.send('last words');
    await server.close();
    expect(await code).toBe(1001);
    expect(heard).toEqual(['last words']);
  });
});

/** A raw connection that has sent `start`. */
async function connect(start: string, options: { allowHalfOpen?: boolean } = {}): Promise<net.Socket> {
  const socket = net.connect({ host: '127.0.0.1', port: Number(new URL(server.origin).port), ...options });
  socket.on('error', () => {});
  await new Promise((resolve) => socket.once('connect', resolve));
  socket.write(start);
  socket.resume();
  return socket;
}
const closed = (socket: net.Socket) =>
  socket.closed ? undefined : new Promise((resolve) => socket.once('close', resolve));

/** Whether the other side is gone for good: what is written then breaks the connection. */
function reset(socket: net.Socket): boolean {
  if (!socket.destroyed) socket.write('x');
  return socket.destroyed;
}
