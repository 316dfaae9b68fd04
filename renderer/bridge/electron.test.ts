import { expect, it } from 'vitest';
import type { Bridge } from '../../main/protocol/bridge.ts';
import type { Message } from '../../main/protocol/messages.ts';
import { STATE, testFrame } from '../../test/window/fixtures.ts';
import { ElectronConnection } from './electron.ts';

/** A window and a preload, as far as the connection uses them. */
function setup(answer: unknown = undefined) {
  const listeners = new Map<string, (payload: never) => void>();
  let ready = 0;
  const bridge: Bridge = {
    request: async () => ({ ok: true, value: answer as never }),
    on: (name, listener) => {
      listeners.set(name, listener);
      return () => {};
    },
    pathForFile: (file) => `/files/${file.name}`,
    ready: () => void ready++,
  };
  const page = new EventTarget() as Window;
  const connection = new ElectronConnection(bridge, page);
  const send = (data: unknown, ports: MessagePort[], source: unknown = page) => {
    page.dispatchEvent(Object.assign(new Event('message'), { data, ports, source }));
  };
  return { bridge, connection, listeners, send, isReady: () => ready };
}

const NEWS: Message = { code: 'library-full', params: { limit: 1 } };

it('validates answers and events', async () => {
  const good = setup(STATE);
  await expect(good.connection.request('state')).resolves.toEqual(STATE);
  await expect(setup({}).connection.request('state')).rejects.toThrow('“state”');

  const seen: unknown[] = [];
  const problems: Message[] = [];
  good.connection.on('changes', (changes) => seen.push(changes));
  good.connection.onProblem((problem) => problems.push(problem));
  good.listeners.get('changes')?.({ revision: 1, notices: [NEWS] } as never);
  good.listeners.get('changes')?.({} as never);
  expect(seen).toEqual([{ revision: 1, notices: [NEWS] }]);
  expect(problems).toHaveLength(1);
});

it('rejects with what was refused, by its code', async () => {
  const refusing = async (message: unknown) => {
    const bridge = { ...setup().bridge, request: async () => ({ ok: false, message }) as never };
    return new ElectronConnection(bridge, new EventTarget() as Window).request('stop');
  };
  await expect(refusing({ code: 'wad-in-use', params: {} })).rejects.toMatchObject({
    told: { code: 'wad-in-use' },
    message: 'This WAD is being played. Stop the game first.',
  });
  await expect(refusing('a sentence')).rejects.toMatchObject({ told: { code: 'answer-not-understood' } });
  await expect(refusing({ code: 'no-such-code', params: {} })).rejects.toThrow('unknown code');
});

it('says that it is ready once someone waits for ports', () => {
  const { connection, isReady } = setup();
  expect(isReady()).toBe(0);
  connection.onPlayerPort(() => {});
  expect(isReady()).toBe(1);
});

it('takes a port from its own window only', async () => {
  const { connection, send } = setup();
  const sessions: number[] = [];
  const frames: unknown[] = [];
  connection.onPlayerPort((port) => {
    sessions.push(port.session);
    port.listen((event) => frames.push(event));
  });
  const { port1, port2 } = new MessageChannel();
  const message = { type: 'trapdoom.player-port', session: 9 };
  send(message, [port2], {});
  send(message, []);
  send({ ...message, session: '9' }, [port2]);
  expect(sessions).toEqual([]);
  send(message, [port2]);
  expect(sessions).toEqual([9]);

  const heard = new Promise<void>((resolve) => {
    connection.onProblem(() => resolve());
  });
  port1.postMessage(testFrame(1));
  port1.postMessage({ type: 'frame' });
  await heard;
  expect(frames).toEqual([testFrame(1)]);
  port1.close();
});

it('knows the paths of files', () => {
  expect(setup().connection.pathForFile(new File([], 'a.wad'))).toBe('/files/a.wad');
});
