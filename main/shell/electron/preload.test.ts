import type Electron from 'electron';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { Bridge } from '../../protocol/bridge.ts';
import type { StateChanges } from '../../protocol/launcher.ts';

type Listener = (event: unknown, ...args: unknown[]) => void;
const listeners = new Map<string, Set<Listener>>();
const sent: string[] = [];
const invoked: unknown[][] = [];
let answer: unknown;
let exposed: { name: string; bridge: Bridge };

vi.mock('electron', () => ({
  contextBridge: {
    exposeInMainWorld: (name: string, bridge: Bridge) => {
      exposed = { name, bridge };
    },
  },
  ipcRenderer: {
    invoke: async (...args: unknown[]) => {
      invoked.push(args);
      return answer;
    },
    on: (channel: string, listener: Listener) => {
      listeners.set(channel, (listeners.get(channel) ?? new Set()).add(listener));
    },
    off: (channel: string, listener: Listener) => listeners.get(channel)?.delete(listener),
    send: (channel: string) => sent.push(channel),
  } satisfies Record<string, unknown>,
  webUtils: { getPathForFile: (file: File) => `/dropped/${file.name}` } satisfies Partial<
    typeof Electron.webUtils
  >,
}));

function emit(channel: string, ...args: unknown[]): void {
  const event = { sender: 'ipcRenderer itself', ports: ['the port'] };
  for (const listener of listeners.get(channel) ?? []) listener(event, ...args);
}

const posted: unknown[][] = [];
beforeEach(async () => {
  for (const list of [sent, invoked, posted]) list.length = 0;
  listeners.clear();
  vi.stubGlobal('window', {
    location: { origin: 'app://trapdoom' },
    postMessage: (...args: unknown[]) => posted.push(args),
  });
  vi.resetModules();
  await import('./preload.ts');
});

describe('preload (item 20 of the checklist)', () => {
  it('exposes the bridge and nothing else', () => {
    expect(exposed.name).toBe('trapdoom');
    expect(Object.keys(exposed.bridge).sort()).toEqual(['on', 'pathForFile', 'ready', 'request']);
    expect(Object.values(exposed.bridge).every((value) => typeof value === 'function')).toBe(true);
  });

  it('answers requests, and hands on why they are refused', async () => {
    answer = { ok: true, value: { version: '1' } };
    expect(await exposed.bridge.request('state', undefined)).toEqual(answer);
    expect(invoked).toEqual([['trapdoom:request', 'state', undefined]]);
    answer = { ok: false, message: { code: 'wad-unknown', params: {} } };
    expect(await exposed.bridge.request('state', undefined)).toEqual(answer);
  });

  it('hands the page payloads, never Electron’s event', () => {
    const heard: unknown[][] = [];
    const end = exposed.bridge.on('changes', (...args: unknown[]) => heard.push(args));
    emit('trapdoom:event', 'changes', { revision: 1 } satisfies StateChanges);
    emit('trapdoom:event', 'log', []);
    end();
    emit('trapdoom:event', 'changes', { revision: 2 });
    expect(heard).toEqual([[{ revision: 1 }]]);
  });

  it('passes player ports on once the page listens, and says so once', async () => {
    emit('trapdoom:player-port', { session: 4 });
    await new Promise((resolve) => setTimeout(resolve));
    expect(posted).toEqual([]);
    exposed.bridge.ready();
    exposed.bridge.ready();
    await expect
      .poll(() => posted)
      .toEqual([[{ type: 'trapdoom.player-port', session: 4 }, 'app://trapdoom', ['the port']]]);
    expect(sent).toEqual(['trapdoom:ready']);
  });

  it('names the path of a dropped file', () => {
    expect(exposed.bridge.pathForFile(new File([], 'a.wad'))).toBe('/dropped/a.wad');
  });
});
