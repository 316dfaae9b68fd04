import net from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { decode, encode, serverMessage } from '../../main/protocol/wire.ts';
import { type Entered, enter } from '../../main/shell/browser/server/entry-fixture.ts';
import { launchedByEach } from './launched.ts';
import { RunningLauncher } from './launcher.ts';

/** So many connections are reset at each stage, so many of them at once. */
const RESETS = 200;
const AT_ONCE = 20;

interface Stage {
  /** What the peer sends before it resets the connection. */
  readonly send: (entered: Entered) => string | Buffer;
  /** Whether it waits for the launcher's first bytes before it resets. */
  readonly waits?: boolean;
  /** What it sends after these. */
  readonly after?: (entered: Entered) => Buffer;
}

const get = ({ host }: Entered, path = '/', headers = '') =>
  `GET ${path} HTTP/1.1\r\nHost: ${host}\r\n${headers}`;
const upgrade = (entered: Entered, headers: string) =>
  `${get(entered, '/socket', headers)}Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${Buffer.alloc(16).toString('base64')}\r\n`;
const accepted = (entered: Entered) =>
  `${upgrade(entered, `Cookie: ${entered.cookie}\r\nOrigin: ${entered.origin}\r\nSec-WebSocket-Protocol: ${entered.protocols.join(', ')}\r\n`)}\r\n`;

/** A masked binary frame (RFC 6455, 5.2) whose header says that `length` bytes follow; the mask is zero. */
function frame(payload: Uint8Array, length = payload.length): Buffer {
  const header = Buffer.alloc(14);
  header.set([0x82, 0xff]);
  header.writeBigUInt64BE(BigInt(length), 2);
  return Buffer.concat([header, payload]);
}
const asksState = () => frame(encode({ kind: 'request', id: 1, name: 'state' }));

const STAGES: Readonly<Record<string, Stage>> = {
  'before it has sent anything': { send: () => '' },
  'in a request line': { send: () => 'GET /sock' },
  'in the headers': { send: (entered) => get(entered) },
  'after rubbish': { send: () => '\x16\x03\x01 rubbish\r\n\r\n' },
  'in the body of a GET': { send: (entered) => `${get(entered)}Content-Length: 1000\r\n\r\nhalf` },
  'in the body of a POST': {
    send: (entered) =>
      `${get(entered).replace('GET', 'POST')}Transfer-Encoding: chunked\r\nCookie: ${entered.cookie}\r\n\r\nff\r\nhalf`,
  },
  'while it is asked to go on': {
    send: (entered) => `${get(entered)}Expect: 100-continue\r\nContent-Length: 5\r\n\r\n`,
    waits: true,
  },
  'of a tunnel': { send: ({ host }) => `CONNECT ${host} HTTP/1.1\r\nHost: ${host}\r\n\r\n` },
  'as a request is refused': { send: (entered) => `${get(entered)}\r\n` },
  'after a request was refused': { send: (entered) => `${get(entered)}\r\n`, waits: true },
  'as a file is sent': { send: (entered) => `${get(entered)}Cookie: ${entered.cookie}\r\n\r\n` },
  'while a file is sent': {
    send: (entered) => `${get(entered, '/', `Cookie: ${entered.cookie}\r\n`)}\r\n`.repeat(5),
    waits: true,
  },
  'as an upgrade is refused': { send: (entered) => `${upgrade(entered, '')}\r\n` },
  'after an upgrade was refused': { send: (entered) => `${upgrade(entered, '')}\r\n`, waits: true },
  'of an upgrade with bytes behind it': {
    send: (entered) => `${upgrade(entered, '')}\r\n${'x'.repeat(5000)}`,
  },
  'as an upgrade without a WebSocket’s headers is refused': {
    send: (entered) => accepted(entered).replace(/Sec-WebSocket-Version: 13/, 'Sec-WebSocket-Version: 1'),
  },
  'in the headers of an upgrade': { send: (entered) => upgrade(entered, '') },
  'as an upgrade is accepted': { send: accepted },
  'after an upgrade was accepted': { send: accepted, waits: true },
  'in a WebSocket’s frame': {
    send: accepted,
    waits: true,
    after: () => frame(new Uint8Array(100), 1_000_000),
  },
  'after a frame that is no message': {
    send: accepted,
    waits: true,
    after: () => frame(new Uint8Array(100)),
  },
  'after a frame that is too long': {
    send: accepted,
    waits: true,
    after: () => frame(new Uint8Array(0), 2 ** 40),
  },
  'before a request is answered': { send: accepted, waits: true, after: asksState },
  'while requests are answered': {
    send: accepted,
    waits: true,
    after: () => Buffer.concat(Array.from({ length: 50 }, asksState)),
  },
};

const launched = launchedByEach();

describe('issue 9, 1.1: a peer that resets', () => {
  it.each(Object.entries(STAGES))(
    `${RESETS} times %s leaves the launcher as it was`,
    async (_when, stage) => {
      const launcher = await RunningLauncher.start(launched.user);
      try {
        const entered = await enter(launcher.url);
        for (let done = 0; done < RESETS; done += AT_ONCE)
          await Promise.all(Array.from({ length: AT_ONCE }, () => reset(entered, stage)));
        expect(launcher.alive, launcher.printed).toBe(true);
        expect(await stateOverSocket(entered)).toMatchObject({ shell: { kind: 'browser' } });
        expect(await fetch(entered.origin, { headers: { cookie: entered.cookie } })).toMatchObject({
          status: 200,
        });
        expect(launcher.alive, launcher.printed).toBe(true);
        expect(launcher.printed).not.toMatch(/Error/);
      } finally {
        await launcher.stop();
      }
    },
  );
});

/** Connects, goes as far as the stage says, and resets the connection. */
async function reset(entered: Entered, stage: Stage): Promise<void> {
  const socket = net.connect(entered.port, '127.0.0.1');
  const closed = new Promise((resolve) => socket.once('close', resolve));
  socket.on('error', () => {});
  await Promise.race([new Promise((resolve) => socket.once('connect', resolve)), closed]);
  const answered = new Promise((resolve) => socket.once('data', resolve));
  socket.write(stage.send(entered));
  if (stage.waits) await Promise.race([answered, closed]);
  if (stage.after !== undefined) socket.write(stage.after(entered));
  // The bytes go out before the reset throws away what is still to be sent.
  await sleep(1);
  socket.resetAndDestroy();
  await closed;
}

/** The launcher's reply to a page that asks for its state. */
async function stateOverSocket(entered: Entered): Promise<unknown> {
  const socket = entered.openSocket();
  try {
    return await new Promise((resolve, reject) => {
      socket.on('error', reject);
      socket.once('open', () => socket.send(encode({ kind: 'request', id: 1, name: 'state' })));
      socket.on('message', (data: Buffer) => {
        const message = serverMessage.parse(decode(data));
        if (message.kind === 'answer') resolve(message.value);
      });
    });
  } finally {
    socket.terminate();
  }
}
