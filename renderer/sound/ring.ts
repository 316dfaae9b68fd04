/** What a ring has done, for the player and for those who measure. */
export interface RingStats {
  /** Frames of the game's sound that were played. */
  readonly played: number;
  /** The loudest sample played since the last report, 0 to 1. */
  readonly peak: number;
  /** How often the sound broke off because the next did not come in time. */
  readonly underruns: number;
  /** How long it was silent then at the worst, in milliseconds. */
  readonly longestGapMs: number;
  /** How long a sample that comes now waits before it is played, in milliseconds. */
  readonly waitMs: number;
  /** The game's frames played per frame of the device. */
  readonly ratio: number;
}

/** The first sample of a block, as it was played. */
export interface Played<Mark> {
  /** What the block stands for, as `write` received it. */
  readonly mark: Mark;
  /** How many frames of the device before the end of what was read last. */
  readonly framesAgo: number;
}

/** What the ring holds at most, in seconds; what comes beyond it is dropped, oldest first. */
const CAPACITY = 1;
/**
 * What must still be there when the next block comes, in seconds: the margin against late blocks. It is wide at first, because a starting
 * game is compiled as it runs. It shrinks by three milliseconds a minute while enough of it is left at the worst; otherwise it grows.
 */
const MARGIN_START = 0.048;
const MARGIN_MAX = 0.055;
const MARGIN_MIN = 0.02;
const MARGIN_SPARE = 0.008;
const MARGIN_DECAY = 0.003 / 60;
/** More than this beyond the margin is not caught up with inaudibly, but skipped, in seconds. */
const TOO_FAR = 0.12;
/**
 * For so long after a gap, in seconds, hardly anything is too little to be skipped. What comes late, and all at once, was due during the
 * gap. Playing it would keep the sound late for long.
 */
const SETTLING = 0.25;
const TOO_FAR_SETTLING = 0.01;
/** How often the ring checks whether it drifts, in seconds of the device's time. */
const WINDOW = 0.5;
/** The greatest change of pitch that nobody hears: half a percent is a twelfth of a semitone. */
const MAX_CORRECTION = 0.005;
/**
 * A surplus beyond this, in seconds, is left from a delay. It is used up within a second or two, at most a quarter of a semitone higher.
 */
const LARGE_SURPLUS = 0.012;
const FAST_CORRECTION = 0.015;
/** How fast a wrong level is put right: so much of it a second. */
const CORRECTION = 0.3;

/**
 * Between a game that makes sound in blocks, by its own clock, and a device that takes it evenly, by another. It plays a little faster or
 * slower, so that a small margin is left just before a block comes. With less, the sound would break off; with more, it would come late. A
 * `Mark` is what a block may stand for.
 */
export class SoundRing<Mark = never> {
  readonly #deviceRate: number;
  #rate = 0;
  #left = new Float32Array(0);
  #right = new Float32Array(0);
  /** Frames ever written, and the place (between two frames) that is played next; both only grow. */
  #written = 0;
  #position = 0;
  #playing = false;
  #starved = false;
  #margin = MARGIN_START;
  #ratio = 1;
  /** The lowest level, in frames, and the time, in device frames, of the present window. */
  #lowest = Number.POSITIVE_INFINITY;
  #windowFrames = 0;
  #played = 0;
  #peak = 0;
  #underruns = 0;
  /** Frames of the device that the present gap and the longest one lasted. */
  #gap = 0;
  #longestGap = 0;
  /** Frames of the device since a gap ended. */
  #sinceGap = Number.POSITIVE_INFINITY;
  /** Frames of the block before. */
  #lastBlock = 0;
  /** Marked places that were not played yet. */
  #marks: { readonly at: number; readonly mark: Mark }[] = [];

  /** `deviceRate` is in frames a second. */
  constructor(deviceRate: number) {
    this.#deviceRate = deviceRate;
  }

  /**
   * Takes the next block: left and right in turn, signed 16 bits. Another rate than before starts anew. `played` tells when its first
   * sample was played, if it has a mark.
   */
  write(rate: number, samples: Int16Array, mark?: Mark): void {
    if (rate !== this.#rate) this.#start(rate);
    if (this.#starved) this.#onUnderrun();
    // Silence as long as the margin goes ahead, so that the margin is left when the next block is due.
    if (!this.#playing) for (let i = this.#margin * rate; i > 0; i--) this.#put(0, 0);
    this.#playing = true;
    if (mark !== undefined) this.#marks.push({ at: this.#written, mark });
    for (let i = 0; i + 1 < samples.length; i += 2) this.#put(samples[i]! / 32768, samples[i + 1]! / 32768);
    this.#skip(samples.length / 2);
  }

  /** Fills both channels with what is played next, silence where there is nothing. */
  read(left: Float32Array, right: Float32Array): void {
    left.fill(0);
    right.fill(0);
    if (!this.#playing) {
      if (this.#starved) this.#gap += left.length;
      return;
    }
    const step = (this.#rate / this.#deviceRate) * this.#ratio;
    for (let i = 0; i < left.length; i++) {
      if (this.#level < LOOK_AHEAD) {
        this.#playing = false;
        this.#starved = true;
        this.#gap = left.length - i;
        this.#beginWindow();
        return;
      }
      left[i] = this.#at(this.#left);
      right[i] = this.#at(this.#right);
      this.#peak = Math.max(this.#peak, Math.abs(left[i]!), Math.abs(right[i]!));
      this.#position += step;
      this.#played += step;
    }
    this.#sinceGap += left.length;
    this.#follow(left.length);
  }

  /** The marks that the last `read` has played, oldest first. */
  played(): Played<Mark>[] {
    const step = (this.#rate / this.#deviceRate) * this.#ratio;
    const played = this.#marks.filter(({ at }) => at < this.#position);
    if (played.length > 0) this.#marks = this.#marks.slice(played.length);
    return played.map(({ at, mark }) => ({ mark, framesAgo: (this.#position - at) / step }));
  }

  /** Forgets what was not played: the game was paused, and what comes next does not follow. */
  reset(): void {
    this.#position = this.#written;
    this.#playing = false;
    this.#starved = false;
    this.#marks = [];
    this.#beginWindow();
  }

  /** The figures; the peak begins anew. */
  report(): RingStats {
    const peak = this.#peak;
    this.#peak = 0;
    const waitMs = this.#rate === 0 ? 0 : (this.#level / this.#rate) * 1000;
    return {
      played: Math.floor(this.#played),
      peak,
      underruns: this.#underruns,
      longestGapMs: (this.#longestGap / this.#deviceRate) * 1000,
      waitMs,
      ratio: this.#ratio,
    };
  }

  get #level(): number {
    return this.#written - this.#position;
  }

  #start(rate: number): void {
    this.#rate = rate;
    this.#left = new Float32Array(rate * CAPACITY);
    this.#right = new Float32Array(rate * CAPACITY);
    this.#written = 0;
    this.#position = 0;
    this.#ratio = 1;
    this.reset();
  }

  /** Leaves out what is too late after a block of `frames`. A block that is longer than the one before has some that is, too. */
  #skip(frames: number): void {
    const usual = Math.min(frames, this.#lastBlock || frames);
    this.#lastBlock = frames;
    const wanted = this.#margin * this.#rate + usual;
    const settling = this.#sinceGap < SETTLING * this.#deviceRate;
    const most = wanted + (settling ? TOO_FAR_SETTLING : TOO_FAR) * this.#rate;
    if (this.#level > most) this.#position = this.#written - Math.floor(wanted);
  }

  /**
   * A sound that ends is no underrun; one that continues after a gap was. It widens the margin by what it lacked, unless that exceeds the
   * maximum. Then something delayed the game that no margin helps against, and later sound would only be late.
   */
  #onUnderrun(): void {
    this.#starved = false;
    this.#underruns++;
    this.#sinceGap = 0;
    this.#longestGap = Math.max(this.#longestGap, this.#gap);
    const enough = this.#margin + this.#gap / this.#deviceRate;
    if (enough <= MARGIN_MAX) this.#margin = Math.min(MARGIN_MAX, enough + MARGIN_SPARE);
  }

  #put(left: number, right: number): void {
    const at = this.#written++ % this.#left.length;
    this.#left[at] = left;
    this.#right[at] = right;
  }

  /** The value between two frames: a cubic through the four around it (Catmull-Rom). */
  #at(channel: Float32Array): number {
    const capacity = channel.length;
    const before = Math.floor(this.#position);
    const t = this.#position - before;
    const a = channel[(before - 1 + capacity) % capacity]!;
    const b = channel[before % capacity]!;
    const c = channel[(before + 1) % capacity]!;
    const d = channel[(before + 2) % capacity]!;
    return b + 0.5 * t * (c - a + t * (2 * a - 5 * b + 4 * c - d + t * (3 * (b - c) + d - a)));
  }

  /** Once a window: how low the level fell tells which clock is faster, whatever the blocks' size and rhythm. */
  #follow(frames: number): void {
    this.#lowest = Math.min(this.#lowest, this.#level);
    this.#windowFrames += frames;
    if (this.#windowFrames < WINDOW * this.#deviceRate) return;
    const surplus = this.#lowest / this.#rate - this.#margin;
    const correction =
      surplus > LARGE_SURPLUS
        ? Math.min(FAST_CORRECTION, surplus)
        : Math.max(-MAX_CORRECTION, Math.min(MAX_CORRECTION, surplus * CORRECTION));
    this.#ratio = 1 + correction;
    const needed = Math.max(MARGIN_MIN, MARGIN_SPARE - surplus);
    this.#margin = Math.min(MARGIN_MAX, Math.max(needed, this.#margin - MARGIN_DECAY * WINDOW));
    this.#beginWindow();
  }

  #beginWindow(): void {
    this.#lowest = Number.POSITIVE_INFINITY;
    this.#windowFrames = 0;
  }
}

/** Frames after the present place that the cubic needs. */
const LOOK_AHEAD = 3;
