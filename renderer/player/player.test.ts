import { describe, expect, it } from 'vitest';
import type { Frame } from '../../engine/host/events.ts';
import type { PlayerEvent, PlayerRequest } from '../../engine/session/protocol.ts';
import type { KeyInput } from '../input/keyboard.ts';
import type { Screen } from '../screen/screen.ts';
import { Player } from './player.ts';

class FakePort {
  readonly session: number;
  readonly posted: PlayerRequest[] = [];
  send: (event: PlayerEvent) => void = () => {};
  constructor(session: number) {
    this.session = session;
  }
  post(message: PlayerRequest): void {
    this.posted.push(message);
  }
  listen(listener: (event: PlayerEvent) => void): void {
    this.send = listener;
  }
  close(): void {}
}

function fakeScreen(): Screen & { shown: number[] } {
  const shown: number[] = [];
  return {
    kind: '2d',
    shown,
    show: (frame) => void shown.push(frame.seq),
    configure: () => {},
    resize: () => {},
    dispose: () => {},
  };
}

const frame = (seq: number): Frame => ({
  type: 'frame',
  seq,
  width: 1,
  height: 1,
  format: 'rgba',
  pixels: new Uint8Array(4),
});

const key = (code: string): KeyInput => ({
  code,
  key: code,
  repeat: false,
  altKey: false,
  ctrlKey: false,
  metaKey: false,
  shiftKey: false,
  isComposing: false,
});

function setup(session = 1) {
  const draws: ((now: number) => void)[] = [];
  const player = new Player((draw) => draws.push(draw));
  const port = new FakePort(session);
  const screen = fakeScreen();
  player.attach(port);
  player.setScreen(screen);
  const drawAll = () => {
    for (const draw of draws.splice(0)) draw(0);
  };
  return { player, port, screen, draws, drawAll };
}

describe('Player', () => {
  it('draws a frame when the browser is about to, and acknowledges it then', () => {
    const { player, port, screen, drawAll } = setup();
    port.send(frame(7));
    expect(screen.shown).toEqual([]);
    expect(port.posted).toEqual([{ type: 'resume' }]);
    drawAll();
    expect(screen.shown).toEqual([7]);
    expect(port.posted.at(-1)).toEqual({ type: 'frame-ack', seq: 7 });
    expect(player.status.picture).toBe(true);
  });

  it('draws only the newest of two frames that come before one drawing', () => {
    const { port, screen, draws, drawAll } = setup();
    port.send(frame(1));
    port.send(frame(2));
    expect(draws.length).toBe(1);
    drawAll();
    expect(screen.shown).toEqual([2]);
  });

  it('acknowledges without a screen, and shows the last picture to the next one', () => {
    const { player, port, drawAll } = setup();
    player.setScreen(undefined);
    port.send(frame(3));
    drawAll();
    expect(port.posted.at(-1)).toEqual({ type: 'frame-ack', seq: 3 });
    const next = fakeScreen();
    player.setScreen(next);
    expect(next.shown).toEqual([3]);
  });

  it('tells the game of the display, and the next game, too', () => {
    const { player, port } = setup();
    const display = { width: 1920, height: 1080, hertz: 144 };
    player.setDisplay(display);
    player.setDisplay({ ...display });
    expect(port.posted).toEqual([{ type: 'resume' }, { type: 'display', ...display }]);
    const next = new FakePort(2);
    player.attach(next);
    expect(next.posted).toEqual([{ type: 'resume' }, { type: 'display', ...display }]);
  });

  it('lets go of held keys, then pauses; keys are not the game’s meanwhile', () => {
    const { player, port } = setup();
    expect(player.keyDown(key('ArrowUp'))).toBe(true);
    player.pause('blur');
    expect(port.posted.slice(-2)).toEqual([{ type: 'release-keys' }, { type: 'pause' }]);
    expect(player.keyDown(key('ArrowUp'))).toBe(false);
    player.resume();
    expect(port.posted.at(-1)).toEqual({ type: 'resume' });
    expect(player.status.paused).toBeUndefined();
  });

  it('pauses once for several reasons, and tells the last', () => {
    const { player, port } = setup();
    player.pause('blur');
    player.pause('menu');
    expect(port.posted.filter(({ type }) => type === 'pause').length).toBe(1);
    expect(player.status.paused).toBe('menu');
  });

  it('gives the game what mouse and pads do unless it waits, and lets all go as it does', () => {
    const { player, port } = setup();
    const click = { type: 'mouse-button', button: 0, down: true } as const;
    expect(player.input(click)).toBe(true);
    player.pause('menu');
    expect(port.posted.slice(-3)).toEqual([click, { type: 'release-keys' }, { type: 'pause' }]);
    expect(player.input({ type: 'mouse-move', dx: 1, dy: 1 })).toBe(false);
    player.tapKey('Escape');
    expect(port.posted.at(-1)).toEqual({ type: 'pause' });
    player.resume();
    player.tapKey('Escape');
    // The browser tells of it after all: once is enough.
    expect(player.keyDown(key('Escape'))).toBe(true);
    expect(port.posted.slice(-3)).toMatchObject([
      { type: 'resume' },
      { code: 'Escape', down: true },
      { code: 'Escape', down: false },
    ]);
  });

  it('knows whether the game wants the mouse', () => {
    const { player, port } = setup();
    port.send({ type: 'mouse-grab', grabbed: true });
    expect(player.status.wantsMouse).toBe(true);
    player.attach(new FakePort(2));
    expect(player.status.wantsMouse).toBe(false);
  });

  it('forgets the old game when a new one comes', () => {
    const { player, port, drawAll } = setup();
    port.send(frame(1));
    drawAll();
    player.pause('menu');
    const next = new FakePort(2);
    player.attach(next);
    expect(player.status).toMatchObject({ session: 2, paused: undefined, picture: false, title: '' });
    port.send(frame(2));
    drawAll();
    expect(player.status.picture).toBe(false);
    expect(next.posted).toEqual([{ type: 'resume' }]);
  });

  it('keeps a game paused that it takes up again', () => {
    const { player } = setup();
    player.pause('menu');
    const again = new FakePort(1);
    player.attach(again);
    expect(again.posted).toEqual([{ type: 'pause' }]);
    expect(player.status.paused).toBe('menu');
  });

  it('hands sound to the loudspeaker and says so, but for what a pause catches on its way', () => {
    const said: string[] = [];
    const player = new Player(() => {}, {
      play: ({ seq }) => said.push(`play ${seq}`),
      pause: () => said.push('pause'),
      resume: () => said.push('resume'),
    });
    const port = new FakePort(1);
    const sound = (seq: number) =>
      ({ type: 'sound', seq, rate: 44_100, samples: new Uint8Array(4) }) as const;
    player.attach(port);
    port.send(sound(1));
    player.pause('menu');
    player.pause('away');
    port.send(sound(2));
    player.resume();
    port.send(sound(3));
    expect(said).toEqual(['resume', 'play 1', 'pause', 'resume', 'play 3']);
    const acknowledged = port.posted.flatMap((message) =>
      message.type === 'sound-ack' ? [message.seq] : [],
    );
    expect(acknowledged).toEqual([1, 2, 3]);
  });

  it('passes titles on', () => {
    const { player, port } = setup();
    port.send({ type: 'title', title: 'Freedoom - Chocolate Doom' });
    expect(player.status.title).toBe('Freedoom - Chocolate Doom');
  });
});
