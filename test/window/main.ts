import '../../renderer/zod-setup.ts';
import type { SessionEnd } from '../../engine/session/protocol.ts';
import { startWindow } from '../../renderer/start.tsx';
import { DEMOS } from './demos-fixture.ts';
import { FakeConnection } from './fake-connection.ts';
import { ENDS, MORE_WADS, SESSION, STATE, UNMERGED, WOOF_CHOICE } from './fixtures.ts';
import { HOMES } from './homes-fixture.ts';

/**
 * The window on a launcher of straw: to see every view and state without an engine, and for the tests of the window. Not part
 * of the program. The scene is the address' `?scene=`: see `SCENES`; `end-CAUSE` shows each end.
 */
declare global {
  interface Window {
    /** The launcher, for tests. */
    fake: FakeConnection;
  }
}

const SCENES: Readonly<Record<string, (fake: FakeConnection) => void>> = {
  first: () => {},
  many: (fake) => {
    fake.unmerged = UNMERGED;
    fake.change({ library: [...STATE.library, ...MORE_WADS] });
  },
  /** Scythe is chosen, and needs Woof. */
  woof: (fake) => {
    fake.portChoice = WOOF_CHOICE;
    fake.change({ library: [...STATE.library, ...MORE_WADS] });
  },
  empty: (fake) => fake.change({ library: [] }),
  electron: (fake) => fake.change({ shell: { kind: 'electron', fileDialogs: true, filePaths: true } }),
  notice: (fake) =>
    fake.change({
      notices: [{ code: 'document-missing', params: { document: 'settings', file: 'settings.json' } }],
    }),
  starting: (fake) => fake.change({ session: { ...SESSION, status: 'starting' } }),
  playing: (fake) => {
    fake.change({ session: SESSION });
    fake.openPort();
  },
  'keyless-module': (fake) => fake.change({ module: { name: 'wasidoom.wasm', keys: false } }),
  'playing-keyless': (fake) => {
    fake.change({ session: { ...SESSION, keys: false } });
    fake.openPort();
  },
  'saves-on-module': (fake) => {
    fake.homes = HOMES;
    fake.change({ module: { name: 'doom.wasm', keys: true } });
    location.hash = '#saves';
  },
  'playing-rgba': (fake) => {
    fake.change({ session: SESSION });
    fake.openPort('rgba');
  },
  /** `width`, `height` and `hertz` are in the address. */
  'playing-large': (fake) => {
    const [width, height, perSecond] = ['width', 'height', 'hertz'].map((name) => Number(query.get(name)));
    fake.change({ session: SESSION });
    fake.openPort('indexed', { width: width!, height: height!, perSecond: perSecond! });
  },
  saves: (fake) => {
    fake.homes = HOMES;
    location.hash = '#saves';
  },
  demos: (fake) => {
    fake.demos = DEMOS;
    fake.change({ library: [...STATE.library, ...MORE_WADS] });
    location.hash = '#demos';
  },
  lost: (fake) => fake.setStatus('lost'),
};

const query = new URL(location.href).searchParams;
const scene = query.get('scene') ?? 'first';
const fake = new FakeConnection(STATE);
window.fake = fake;
startWindow(document.querySelector('#app')!, fake);
const cause = scene.replace(/^end-/, '') as SessionEnd['cause'];
if (scene.startsWith('end-')) {
  fake.change({ session: { ...SESSION, status: 'ended', end: ENDS[cause] } });
} else SCENES[scene]?.(fake);
