/** Environment variable that names the file which the probe writes to. */
export const PROBE_FILE = 'TRAPDOOM_SOAK_PROBE';

/** What one thread of an engine process held at a moment, in bytes; `rss` is the whole process'. */
export interface ProbeLine {
  readonly thread: 'main' | 'game';
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly rss: number;
  readonly heapUsed: number;
  readonly external: number;
  readonly arrayBuffers: number;
}
