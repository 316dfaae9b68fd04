import { type Guest, type Host, Unwind } from '../../host/host.ts';
import { linkImports } from '../../host/link.ts';
import {
  CaptureError,
  Engine,
  type Func,
  Module,
  Restoration,
  Store,
  type StoreCapture,
  Trap,
} from '../../wasm/index.ts';
import { backendInfo } from '../../wasm/spec/backends.ts';
import type { BackendName } from '../protocol.ts';
import { RunningInstance } from './running-instance.ts';

/** How long a new instance computes sound that nobody hears, in milliseconds. */
const REHEARSAL_MS = 600;

/**
 * The move of a running game to another backend. What needs no state of the moment is done ahead, in steps between which the game goes
 * on: compiling, building the instance, and most of its memory. Then the state moves between two frames.
 */
export class BackendSwitch {
  readonly to: BackendName;
  readonly #from: RunningInstance;
  readonly #hosts: readonly Host[];
  readonly #rehearse: (guest: Guest) => boolean;
  readonly #steps: Generator<void, void>;
  #sliceMs = 0;
  #compileMs = 0;
  #restoration: Restoration | undefined;
  /** The capture that was applied last. */
  #applied: StoreCapture | undefined;

  /**
   * `hosts`: those that the running instance is linked with. `rehearse` has another instance compute sound that nobody hears, and returns
   * whether it does any.
   */
  constructor(
    from: RunningInstance,
    hosts: readonly Host[],
    to: BackendName,
    rehearse: (guest: Guest) => boolean,
  ) {
    this.#rehearse = rehearse;
    this.#from = from;
    this.#hosts = hosts;
    this.to = to;
    this.#steps = this.#prepare();
  }

  /** Milliseconds that decoding, validating and preparing the module took on the new backend. */
  get compileMs(): number {
    return this.#compileMs;
  }

  /**
   * Does the next step: some cannot be divided and take a frame's time, others take about so many milliseconds. Returns whether any are left.
   * Throws `UnsupportedError` where the backend cannot run the module, `CaptureError` or `UsageError` where the state cannot move.
   */
  prepare(milliseconds: number): boolean {
    this.#sliceMs = milliseconds;
    return this.#steps.next().done !== true;
  }

  /**
   * Moves the state to the new instance, which `replace` puts in place of the old one. No guest function may be running. Throws as
   * `prepare` does: then the old instance can continue. Afterwards it cannot.
   */
  complete(replace: (next: RunningInstance) => void): void {
    while (this.prepare(Number.POSITIVE_INFINITY));
    const restoration = this.#restoration;
    if (restoration === undefined) throw new Error('a prepared move without an instance');
    restoration.apply(this.#from.store.capture(this.#applied), this.#applied);
    this.#applied = undefined;
    replace(RunningInstance.restored(restoration));
    this.#from.store.dispose();
  }

  *#prepare(): Generator<void, void> {
    const began = performance.now();
    const module = new Module(new Engine({ backend: this.to }), this.#from.module);
    this.#compileMs = performance.now() - began;
    yield;
    const capture = this.#from.store.capture();
    yield;
    this.#restoration = this.#build(module, capture);
    yield;
    this.#restoration.apply(capture);
    this.#applied = capture;
    yield;
    for (const instance of this.#restoration.instances) while (instance.prepare(this.#sliceMs)) yield;
    if (!backendInfo(this.to).musicInTime) return;
    yield* this.#rehearseSound(RunningInstance.restored(this.#restoration));
    try {
      this.#restoration.apply(capture);
    } catch (error) {
      if (!(error instanceof CaptureError)) throw error;
      // Its memory has grown meanwhile. What was optimized is lost.
      this.#restoration = this.#build(module, capture);
      this.#restoration.apply(capture);
    }
  }

  /**
   * New code is slow until V8 has optimized it, which a game's synthesizer needs to be in time. So it runs ahead, in the idle time between
   * frames. What it changes is set back afterwards.
   */
  *#rehearseSound({ guest }: RunningInstance): Generator<void, void> {
    // A move without idle time is not heard.
    if (guest === undefined || !Number.isFinite(this.#sliceMs)) return;
    for (let left = REHEARSAL_MS; left > 0 && Number.isFinite(this.#sliceMs); ) {
      const began = performance.now();
      do {
        try {
          if (!this.#rehearse(guest)) return;
        } catch (error) {
          // The game itself does the same, and ends by it.
          if (error instanceof Trap || error instanceof Unwind) return;
          throw error;
        }
      } while (performance.now() - began < this.#sliceMs);
      left -= performance.now() - began;
      yield;
    }
  }

  #build(module: Module, capture: StoreCapture): Restoration {
    const store = new Store(module.engine);
    const { externs } = linkImports(store, module, this.#hosts);
    const functions = new Map(module.imports.map((from, i) => [`${from.module}.${from.name}`, externs[i]!]));
    // Instances share no functions of the host: a session has one.
    return new Restoration(store, capture, {
      modules: [module],
      hostFunction: (name) => functions.get(name) as Func,
    });
  }
}
