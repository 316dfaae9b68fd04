import { beforeEach, describe, expect, it } from 'vitest';
import type { Frame } from '../../../../engine/host/events.ts';
import { EngineDouble } from '../../shell-double.ts';
import type { ForkedEngine } from '../engine-fork.ts';
import { type PlayerPage, PlayerRelay, type Relayed } from './player-relay.ts';

const frameOf = (seq: number): Frame => ({
  type: 'frame',
  seq,
  width: 1,
  height: 1,
  format: 'rgba',
  pixels: new Uint8Array(4),
});

class ForkedDouble extends EngineDouble implements ForkedEngine {
  readonly toPlayer: unknown[] = [];
  #player: (message: unknown) => void = () => {};
  postPlayer(message: unknown): void {
    this.toPlayer.push(message);
  }
  onPlayerMessage(listener: (message: unknown) => void): void {
    this.#player = listener;
  }
  sayToPlayer(message: unknown): void {
    this.#player(message);
  }
  frame(seq: number): void {
    this.sayToPlayer(frameOf(seq));
  }
}
class Page implements PlayerPage {
  readonly seen: string[] = [];
  open(session: number): void {
    this.seen.push(`open ${session}`);
  }
  deliver(session: number, message: Relayed): void {
    const what = 'seq' in message ? `${message.type} ${message.seq}` : 'title' in message && message.title;
    this.seen.push(`${session}: ${what}`);
  }
  close(session: number): void {
    this.seen.push(`close ${session}`);
  }
}

let relay: PlayerRelay;
let engine: ForkedDouble;
let page: Page;
beforeEach(() => {
  relay = new PlayerRelay();
  engine = new ForkedDouble();
  page = new Page();
});

describe('PlayerRelay', () => {
  it('carries both ways and closes with the process', () => {
    relay.attach(page);
    relay.start(1, engine);
    engine.frame(1);
    relay.fromPage(page, 1, { type: 'frame-ack', seq: 1 });
    engine.exit('exit code 0');
    expect(page.seen).toEqual(['open 1', '1: frame 1', 'close 1']);
    expect(engine.toPlayer).toEqual([{ type: 'frame-ack', seq: 1 }]);
  });

  it('drops what is late or not in the protocol', () => {
    relay.attach(page);
    relay.start(2, engine);
    relay.fromPage(page, 1, { type: 'pause' });
    relay.fromPage(page, 2, { type: 'format-disk' });
    relay.fromPage(new Page(), 2, { type: 'pause' });
    expect(engine.toPlayer).toEqual([]);
  });

  it.each([
    ['nothing', null],
    ['a frame without a number', { ...frameOf(1), seq: '1' }],
    ['what no socket carries', { type: 'title', title: 1n }],
    ['a list', [frameOf(1)]],
  ])('hands %s of the engine’s to nobody', (_what, message) => {
    relay.attach(page);
    relay.start(1, engine);
    engine.sayToPlayer(message);
    engine.sayToPlayer({ type: 'title', title: 'Doom' });
    expect(page.seen).toEqual(['open 1', '1: Doom']);
  });

  it('acknowledges frames that nobody sees', () => {
    relay.start(1, engine);
    engine.frame(5);
    expect(engine.toPlayer).toEqual([{ type: 'frame-ack', seq: 5 }]);
  });

  it('takes the sound that nobody hears, and what a page that leaves has not taken', () => {
    const sound = (seq: number) => ({ type: 'sound', seq, rate: 44_100, samples: new Uint8Array(8) });
    relay.start(1, engine);
    engine.sayToPlayer(sound(1));
    expect(engine.toPlayer).toEqual([{ type: 'sound-ack', seq: 1 }]);
    relay.attach(page);
    engine.sayToPlayer(sound(2));
    expect(page.seen).toEqual(['open 1', '1: sound 2']);
    relay.detach(page);
    expect(engine.toPlayer.at(-1)).toEqual({ type: 'sound-ack', seq: 2 });
  });

  it('releases keys and the frame in flight when a page leaves, and opens for the one that comes back', () => {
    relay.attach(page);
    relay.start(1, engine);
    engine.frame(7);
    relay.detach(page);
    expect(engine.toPlayer).toEqual([{ type: 'release-keys' }, { type: 'frame-ack', seq: 7 }]);
    const again = new Page();
    relay.attach(again);
    expect(again.seen).toEqual(['open 1']);
  });

  it('gives the game to the newest page', () => {
    const second = new Page();
    relay.attach(page);
    relay.start(1, engine);
    relay.attach(second);
    expect(page.seen).toEqual(['open 1', 'close 1']);
    expect(second.seen).toEqual(['open 1']);
    relay.detach(second);
    expect(page.seen.at(-1)).toBe('open 1');
  });

  it('keeps the port of a new session when the old process exits late', () => {
    const next = new ForkedDouble();
    relay.attach(page);
    relay.start(1, engine);
    relay.start(2, next);
    engine.frame(1);
    engine.exit('exit code 0');
    next.frame(1);
    expect(page.seen).toEqual(['open 1', 'open 2', '2: frame 1']);
  });
});
