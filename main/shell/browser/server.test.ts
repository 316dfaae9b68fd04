import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import http from 'node:http';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { PageServer } from './server.ts';

let folder: string;
let server: PageServer;
let pages: WebSocket[];

beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'trapdoom-server-'));
  await writeFile(path.join(folder, 'index.html'), '<title>Trapdoom</title>');
  pages = [];
  server = await PageServer.start({ content: folder, onPage: (page) => pages.push(page) });
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
async function enter(): Promise<string> {
  const { headers } = await get(server.entry!);
  return headers['set-cookie']![0]!.split(';')[0]!;
}
/** Resolves to `open`, or the status that the upgrade was answered with. */
function socket(url: string, headers: Record<string, string>): Promise<string> {
  return new Promise((resolve) => {
    const client = new WebSocket(url, { headers });
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

  it('exchanges the token for a cookie, once', async () => {
    const entry = server.entry!;
    const first = await get(entry);
    expect(first.status).toBe(303);
    expect(first.headers.location).toBe('/');
    expect(first.headers['set-cookie']![0]).toMatch(
      /^trapdoom-\d+=[0-9a-f]{64}; HttpOnly; SameSite=Strict; Path=\/$/,
    );
    expect(server.entry).toBeUndefined();
    const second = await get(entry);
    expect(second.status).toBe(403);
    expect(second.body).toContain('has been used');
    expect(second.headers['set-cookie']).toBeUndefined();
  });

  it('serves the window to who has the cookie, with all security headers', async () => {
    const cookie = await enter();
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
    const cookie = await enter();
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

  it('lets a used link back in with the cookie', async () => {
    const entry = server.entry!;
    const cookie = await enter();
    expect(await get(entry, { cookie })).toMatchObject({ status: 303, headers: { location: '/' } });
  });

  it('opens a socket for its own page only', async () => {
    const cookie = await enter();
    const { origin } = server;
    expect(await socket(socketUrl(), { cookie })).toBe('403');
    expect(await socket(socketUrl(), { origin })).toBe('403');
    expect(await socket(socketUrl(), { cookie, origin: 'https://evil.example' })).toBe('403');
    expect(await socket(socketUrl(), { cookie, origin, host: 'evil.example' })).toBe('403');
    expect(await socket(`${socketUrl()}/x`, { cookie, origin })).toBe('403');
    expect(pages).toHaveLength(0);
    expect(await socket(socketUrl(), { cookie, origin })).toBe('open');
    expect(pages).toHaveLength(1);
  });
});
