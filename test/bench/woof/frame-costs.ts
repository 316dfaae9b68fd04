import type { SdlFrame } from '../../../engine/host/platform.ts';
import { PictureHash } from '../../../engine/session/drive/hashes.ts';

/** The first frames, in which the game starts and V8 compiles it, count for nothing. */
const WARM_UP = 300;

/** Takes the place of a hash: counts what frames cost the whole process. */
export class FrameCosts extends PictureHash {
  #size = '';
  #firstCpu = 0;
  #warmCpu = 0;

  override add({ width, height }: SdlFrame): void {
    if (this.count++ === 0) {
      // From the start of the process, as that of `process.cpuUsage`.
      this.firstAt = performance.now();
      this.#firstCpu = cpuMilliseconds();
    }
    this.#size = `${width}x${height}`;
    if (this.count === WARM_UP) this.#warmCpu = cpuMilliseconds();
  }

  /** To be called when the game has ended. Throws for fewer frames than the warm-up has. */
  result() {
    const frames = this.count - WARM_UP;
    if (frames <= 0) throw new Error(`${this.count} frames are too few to measure`);
    return {
      size: this.#size,
      frames,
      cpuMsPerFrame: (cpuMilliseconds() - this.#warmCpu) / frames,
      firstFrameMs: this.firstAt,
      firstFrameCpuMs: this.#firstCpu,
    };
  }
}

/** Processor time of the process so far, V8's threads included. It takes 50 µs and more, too long to call at each frame. */
function cpuMilliseconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}
