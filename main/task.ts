/** How far a task has come, in bytes and files. */
export interface TaskProgress {
  readonly bytes: number;
  readonly bytesTotal: number;
  readonly files: number;
  readonly filesTotal: number;
}

export interface TaskOptions {
  /** Called a few times a second. */
  readonly progress?: (progress: TaskProgress) => void;
  /** Ends the task early: it removes what it has written, then the runner rejects with the signal's reason. */
  readonly signal?: AbortSignal;
}

/** Work that may be performed on another thread. Rejects with an Error whose message is for the player. */
export type Task<Request, Result> = (request: Request, options?: TaskOptions) => Promise<Result>;
