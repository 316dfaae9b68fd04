import { backendByName, backendNames } from '../backends/index.ts';
import type { Backend } from '../runtime/backend.ts';
import { UsageError } from '../runtime/errors.ts';

export interface EngineOptions {
  /** Name of the backend: see `Engine.backends`. */
  readonly backend: string;
}

/** The choice of what executes modules; stores and modules are made for one engine. */
export class Engine {
  readonly backend: Backend;

  /** Throws `UsageError` for a backend that does not exist, naming those that do. */
  constructor(options: EngineOptions) {
    const backend = backendByName(options.backend);
    if (backend === undefined) {
      throw new UsageError(
        `there is no backend "${options.backend}"; there are ${backendNames().join(', ')}`,
      );
    }
    this.backend = backend;
  }

  /** Names of all backends. */
  static get backends(): readonly string[] {
    return backendNames();
  }
}
