import { backendByName } from '../backends/index.ts';
import type { Backend } from '../runtime/backend.ts';
import { UsageError } from '../runtime/errors.ts';
import { INTERRUPT } from '../runtime/interrupt.ts';
import { describeValue, quotedName } from '../runtime/values.ts';
import { BACKEND_NAMES, type BackendName } from '../spec/backends.ts';
import { DEFAULT_MODULE_LIMITS, MAX_ELEMENTS, MAX_PAGES, type ModuleLimits } from '../spec/limits.ts';

export interface EngineOptions {
  /** Name of the backend: see `Engine.backends`. */
  readonly backend: string;
  /** Caps to put in place of the defaults: see `ModuleLimits`. What exceeds one is refused with `UnsupportedError`. */
  readonly limits?: Partial<ModuleLimits>;
  /**
   * Whether `Engine.interrupt` is to end this engine's guests. Off unless asked for: code is slower with it. A backend that is not
   * `interruptible` (see `BackendInfo`) is refused; its guests end with their thread or process.
   */
  readonly interruptible?: boolean;
}

/** The choice of what executes modules; stores and modules are made for one engine. */
export class Engine {
  readonly backend: Backend;
  readonly limits: ModuleLimits;
  readonly interruptible: boolean;

  /**
   * Throws `UsageError` for an unknown backend, naming those that exist, and for a limit that is unknown or no whole number. Also for
   * an interruptible engine whose backend cannot be interrupted.
   */
  constructor(options: EngineOptions) {
    const backend = backendByName(options?.backend);
    if (backend === undefined) {
      throw new UsageError(
        `there is no backend ${quotedName(options?.backend)}; there are ${BACKEND_NAMES.join(', ')}`,
      );
    }
    this.backend = backend;
    const limits = { ...DEFAULT_MODULE_LIMITS, ...checkedLimits(options.limits ?? {}) };
    this.limits = {
      ...limits,
      // V8 refuses a memory or table that is said to grow beyond what the specification allows.
      memoryPages: Math.min(limits.memoryPages, MAX_PAGES),
      tableElements: Math.min(limits.tableElements, MAX_ELEMENTS),
    };
    this.interruptible = options.interruptible ?? false;
    if (this.interruptible && !backend.info.interruptible) {
      throw new UsageError(
        `backend "${backend.info.name}" cannot be interrupted: end the thread or process that it runs on, or choose another backend`,
      );
    }
  }

  /**
   * The cell that interrupts what interruptible engines run on this thread. Set to anything but 0, it raises an `interrupted` trap at
   * the next iteration of a loop or call. It is in shared memory: pass it to the thread that is to set it. The trap sets it back.
   */
  static get interrupt(): Int32Array {
    return INTERRUPT;
  }

  /** Names of all backends. */
  static get backends(): readonly BackendName[] {
    return BACKEND_NAMES;
  }
}

function checkedLimits(limits: Partial<ModuleLimits>): Partial<ModuleLimits> {
  for (const [name, value] of Object.entries(limits)) {
    if (!Object.hasOwn(DEFAULT_MODULE_LIMITS, name)) {
      throw new UsageError(
        `there is no limit "${name}"; there are ${Object.keys(DEFAULT_MODULE_LIMITS).join(', ')}`,
      );
    }
    if (!Number.isSafeInteger(value) || value < 0) {
      throw new UsageError(`the limit "${name}" must be a whole number from 0, got ${describeValue(value)}`);
    }
  }
  return limits;
}
