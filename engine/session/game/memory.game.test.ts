import { once } from 'node:events';
import { isDeepStrictEqual } from 'node:util';
import { Worker } from 'node:worker_threads';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ProcessExit } from '../../host/wasi/wasi.ts';
import { Engine, Func, Instance, Module, Store, Trap } from '../../wasm/index.ts';
import { EngineProcess, useEngineProcesses } from '../process/process-fixture.ts';
import type { BackendName } from '../protocol.ts';
import { endOf, threadFailure } from './ending.ts';
import { assemble, fills, frameGame, Workshop } from './fixtures.ts';

/** Sessions that take too much memory, in real engine processes, and games that change faster than anyone reads. */

const MIB = 1024 ** 2;
const BACKENDS = Engine.backends as BackendName[];

useEngineProcesses();

let workshop: Workshop;
beforeEach(() => {
  workshop = new Workshop();
});
afterEach(() => workshop.remove());

describe.each(BACKENDS)('issue 9, 1.4: a process on %s', (backend) => {
  it('ends as out-of-memory when its resident memory exceeds the limit', async () => {
    const engine = new EngineProcess();
    const memoryBytes = 300 * MIB;
    engine.start({ ...workshop.config(fills(384), backend), memoryBytes });
    const { end } = await engine.end();
    expect(end).toEqual({
      cause: 'out-of-memory',
      message: {
        code: 'memory-limit-reached',
        params: { residentBytes: expect.any(Number), limitBytes: memoryBytes },
      },
    });
  });

  it('does not below it', async () => {
    const engine = new EngineProcess();
    engine.start({ ...workshop.config(fills(384), backend), memoryBytes: 2048 * MIB });
    expect((await engine.end()).end.cause).toBe('quit');
  });
});

describe('issue 9, 1.4: out-of-memory', () => {
  it('is the end of a thread that JavaScript gives no more memory', async () => {
    const program = 'const all = []; for (;;) all.push({ all });';
    const worker = new Worker(program, { eval: true, resourceLimits: { maxOldGenerationSizeMb: 16 } });
    const [error] = (await once(worker, 'error')) as [Error];
    expect(threadFailure(error)).toEqual({
      cause: 'out-of-memory',
      message: { code: 'engine-memory-used-up', params: {} },
    });
    expect(threadFailure(new Error('it ended without a reason')).cause).toBe('host-error');
  });

  it('is the end of a game for which nothing could be allocated', () => {
    const failing = () => new ArrayBuffer(2 ** 52);
    const error = (() => {
      try {
        return failing();
      } catch (thrown) {
        return thrown;
      }
    })();
    expect(endOf(error, 'last words')).toEqual({
      cause: 'out-of-memory',
      message: { code: 'memory-refused', params: { detail: 'Array buffer allocation failed' } },
    });
    // As V8 says it of a memory; to have it say so takes all of the address space.
    expect(endOf(new RangeError('WebAssembly.Memory(): could not allocate memory'), undefined).cause).toBe(
      'out-of-memory',
    );
    expect(endOf(new RangeError('Invalid array length'), undefined).cause).toBe('host-error');
    expect(endOf(new Error('out of memory, says the guest'), undefined).cause).toBe('host-error');
    expect(endOf(new ProcessExit(1), 'Z_Malloc: out of memory').cause).toBe('game-error');
  });

  it.each(BACKENDS)('is so, with the trap, where a host function could not allocate, on %s', (backend) => {
    const module = new Module(
      new Engine({ backend }),
      assemble('(module (import "m" "f" (func $f)) (func (export "g") (call $f)))'),
    );
    const store = new Store(module.engine);
    const f = new Func(store, { params: [], results: [] }, () => {
      new ArrayBuffer(2 ** 52);
    });
    try {
      new Instance(store, module, [f]).func('g').call();
      expect.unreachable();
    } catch (error) {
      expect(error).toBeInstanceOf(Trap);
      expect(endOf(error, undefined)).toMatchObject({
        cause: 'out-of-memory',
        message: { code: 'memory-refused' },
        trap: { code: 'host-error' },
      });
    }
  });
});

/** A game that in frame 10 changes title, full screen and mouse 5,000 times. The last title is "Z". */
const CHANGES = frameGame(
  `(if (i32.eq (global.get $frame) (i32.const 10)) (then (loop $more
    (global.set $i (i32.add (global.get $i) (i32.const 1)))
    (i32.store16 (i32.const 1200) (i32.add (i32.const 65) (i32.rem_u (global.get $i) (i32.const 25))))
    (if (i32.eq (global.get $i) (i32.const 5000)) (then (i32.store16 (i32.const 1200) (i32.const 90))))
    (call $title (global.get $w) (i32.const 1200))
    (drop (call $full (global.get $w) (i32.and (global.get $i) (i32.const 1))))
    (drop (call $relative (i32.and (global.get $i) (i32.const 1))))
    (br_if $more (i32.lt_u (global.get $i) (i32.const 5000))))))`,
  '(global $i (mut i32) (i32.const 0))',
)
  .replace(
    '(memory (export',
    `(import "env" "SDL_SetWindowTitle" (func $title (param i32 i32)))
    (import "env" "SDL_SetWindowFullscreen" (func $full (param i32 i32) (result i32)))
    (import "env" "SDL_SetRelativeMouseMode" (func $relative (param i32) (result i32)))
    (global $w (mut i32) (i32.const 0))
    (memory (export`,
  )
  .replace('(call $window (', '(call $kept (call $window (')
  .replace('(i32.const 48) (i32.const 0))', '(i32.const 48) (i32.const 0)))')
  .replace(
    '(func $open',
    '(func $kept (param i32) (result i32) (global.set $w (local.get 0)) (local.get 0)) (func $open',
  );

describe('issue 9, 1.4: a game that changes its window faster than frames go', () => {
  const config = () => workshop.config(CHANGES, 'singlepass');

  it('has the window told the newest, and little else', async () => {
    const engine = new EngineProcess().start(config());
    const last = (type: string) => engine.told.findLast((event) => event.type === type);
    const newest = [
      { type: 'title', title: 'Z' },
      { type: 'mouse-grab', grabbed: false },
      { type: 'fullscreen', on: false },
    ];
    // They come in any order; where none of a kind is on its way any more, its last one is the newest.
    await engine.until(() => engine.of('stats').some(({ stats }) => stats.frames > 30));
    await engine.until(() => newest.every((event) => isDeepStrictEqual(last(event.type), event)));
    expect(engine.told.length).toBeLessThan(3000);
  });

  it('sends a window that does not read nothing more', async () => {
    const engine = new EngineProcess();
    engine.acknowledging = false;
    engine.start(config());
    await engine.until(() => (engine.of('stats').at(-1)?.stats.frames ?? 0) > 30);
    // What came before the first frame may have been sent.
    expect(engine.told.filter(({ type }) => type !== 'title')).toEqual([]);
    expect(engine.told.length).toBeLessThanOrEqual(1);
    engine.acknowledging = true;
    engine.player({ type: 'frame-ack', seq: 1 });
    await engine.until(() => engine.told.some((event) => event.type === 'title' && event.title === 'Z'));
  });
});
