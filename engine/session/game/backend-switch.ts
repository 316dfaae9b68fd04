import type { Host } from '../../host/host.ts';
import { linkImports } from '../../host/link.ts';
import { Engine, type Func, Module, Restoration, Store, type StoreCapture } from '../../wasm/index.ts';
import type { BackendName } from '../protocol.ts';
import { RunningInstance } from './running-instance.ts';

/**
 * The move of a running game to another backend. What needs no state of the moment is done ahead, in steps between which the game goes
 * on: compiling, building the instance, and most of its memory. Then the state moves between two frames.
 */
export class BackendSwitch {
  readonly to: BackendName;
  readonly #from: RunningInstance;
  readonly #hosts: readonly Host[];
  readonly #steps: Generator<void, void>;
  #sliceMs = 0;
  #compileMs = 0;
  #restoration: Restoration | undefined;
  /** The capture that was applied last. */
  #applied: StoreCapture | undefined;

  /** `hosts`: those that the running instance is linked with. */
  constructor(from: RunningInstance, hosts: readonly Host[], to: BackendName) {
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
