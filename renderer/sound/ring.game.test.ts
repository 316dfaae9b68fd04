import { describe, expect, it } from 'vitest';
import { SoundRing } from './ring.ts';

const RATE = 44_100;
/** What the browser asks for at once. */
const QUANTUM = 128;
/** Frames of a tic. */
const TIC = 1260;
/** The longest wait of a sample, in milliseconds: a tic, and the widest margin. */
const WAIT_MAX = 85;

/** A device and a game, each with a clock of its own, and a ring between them. */
class Bench {
  readonly ring: SoundRing;
  readonly deviceRate: number;
  readonly gameRate: number;
  readonly heard: number[] = [];
  #time = 0;
  #nextBlock = 0;
  #phase = 0;

  /** `gameSpeed` is how many seconds of the game's clock pass in one of the device's. */
  constructor(deviceRate = RATE, gameSpeed = 1) {
    this.deviceRate = deviceRate;
    this.gameRate = gameSpeed;
    this.ring = new SoundRing(deviceRate);
  }

  /** A tone of 441 Hz by the game's clock; `late` is how much later than due the blocks come, in seconds. */
  run(seconds: number, late: (block: number) => number = () => 0): void {
    const left = new Float32Array(QUANTUM);
    const right = new Float32Array(QUANTUM);
    const until = this.#time + seconds;
    let block = 0;
    while (this.#time < until) {
      while (this.#time >= this.#nextBlock + late(block)) {
        const samples = new Int16Array(TIC * 2);
        for (let i = 0; i < TIC; i++) {
          const sample = 16_384 * Math.sin((2 * Math.PI * 441 * this.#phase++) / RATE);
          samples[i * 2] = sample;
          samples[i * 2 + 1] = -sample;
        }
        this.ring.write(RATE, samples);
        this.#nextBlock += TIC / RATE / this.gameRate;
        block++;
      }
      this.ring.read(left, right);
      this.heard.push(...left);
      this.#time += QUANTUM / this.deviceRate;
    }
  }
}

/** What is left when a block comes, in milliseconds. */
function lowestWait(bench: Bench): number {
  const waits = Array.from({ length: 20 }, () => {
    bench.run(0.003);
    return bench.ring.report().waitMs;
  });
  return Math.min(...waits);
}

/** The biggest step from one sample to the next. A gap or a jump in a tone of 441 Hz is far bigger than its slope. */
function worstStep(samples: readonly number[]): number {
  return samples.reduce(
    (worst, sample, i) => (i === 0 ? 0 : Math.max(worst, Math.abs(sample - samples[i - 1]!))),
    0,
  );
}
const SLOPE = (0.5 * 2 * Math.PI * 441) / RATE;

describe('SoundRing', () => {
  it('plays what comes, whole and in order', () => {
    const bench = new Bench();
    bench.run(3);
    const { played, peak, underruns, waitMs } = bench.ring.report();
    expect(underruns).toBe(0);
    expect(played).toBeGreaterThan(2.9 * RATE);
    expect(peak).toBeCloseTo(0.5, 2);
    expect(waitMs).toBeLessThan(WAIT_MAX);
    expect(worstStep(bench.heard.slice(RATE / 4))).toBeLessThan(SLOPE * 1.2);
    expect(bench.ring.report().peak).toBe(0);
  });

  it.each([0.9985, 1.0015])('keeps in step with a game’s clock that runs at %f of the device’s', (speed) => {
    const bench = new Bench(RATE, speed);
    bench.run(60);
    const { underruns, waitMs, ratio } = bench.ring.report();
    expect(underruns).toBeLessThanOrEqual(1);
    expect(waitMs).toBeLessThan(WAIT_MAX);
    expect(Math.abs(ratio - speed)).toBeLessThan(0.001);
    expect(worstStep(bench.heard.slice(RATE * 40))).toBeLessThan(SLOPE * 1.2);
  });

  it('plays at another rate in the same pitch', () => {
    const bench = new Bench(48_000);
    bench.run(4);
    const tone = bench.heard.slice(48_000, 48_000 * 3);
    const crossings = tone.filter((sample, i) => i > 0 && tone[i - 1]! < 0 && sample >= 0).length;
    expect(Math.abs(crossings / 2 - 441)).toBeLessThanOrEqual(3);
    expect(bench.ring.report().underruns).toBe(0);
  });

  it('counts a gap once, when the sound goes on, and makes room for blocks that come late', () => {
    const bench = new Bench();
    bench.run(1);
    bench.run(1, (block) => (block === 10 ? 0.2 : 0));
    expect(bench.ring.report().underruns).toBe(1);
    bench.run(5, (block) => (block % 7 === 0 ? 0.012 : 0));
    expect(bench.ring.report().underruns).toBeLessThanOrEqual(2);
    // The end is no gap.
    const silent = new Float32Array(QUANTUM * 200);
    bench.ring.read(silent, new Float32Array(silent.length));
    expect(bench.ring.report().underruns).toBeLessThanOrEqual(2);
  });

  it('waits longest at first, and less and less as long as blocks come in time', () => {
    const bench = new Bench();
    bench.run(5);
    expect(lowestWait(bench)).toBeGreaterThan(43);
    expect(lowestWait(bench)).toBeLessThan(52);
    bench.run(5 * 60);
    expect(lowestWait(bench)).toBeLessThan(38);
    bench.run(10 * 60);
    expect(lowestWait(bench)).toBeGreaterThan(17);
    expect(lowestWait(bench)).toBeLessThan(26);
    expect(bench.ring.report().underruns).toBe(0);
  });

  it.each([
    ['a gap that a longer wait bridges', 0.04, 1, 40, 57],
    ['a gap that none does', 0.2, 1, 15, 25],
    ['blocks that nearly come too late', 0.016, 0, 21, 30],
  ])('waits after %s for as long as that is worth', (_name, late, gaps, least, most) => {
    const bench = new Bench();
    bench.run(13 * 60);
    for (let i = 0; i < 5; i++) bench.run(1, (block) => (i === 0 && block === 10 ? late : 0));
    expect(bench.ring.report().underruns).toBe(gaps);
    bench.run(10);
    expect(lowestWait(bench)).toBeGreaterThan(least);
    expect(lowestWait(bench)).toBeLessThan(most);
  });

  it('uses up what a hold-up has left too much of within seconds', () => {
    const bench = new Bench();
    bench.run(8);
    for (let i = 0; i < 3; i++) bench.ring.write(RATE, new Int16Array(TIC * 2));
    expect(lowestWait(bench)).toBeGreaterThan(80);
    bench.run(6);
    expect(lowestWait(bench)).toBeLessThan(70);
    expect(bench.ring.report().underruns).toBe(0);
  });

  it.each([
    ['one late block', (ring: SoundRing) => ring.write(RATE, new Int16Array(TIC * 2 * 8))],
    [
      'several blocks at once',
      (ring: SoundRing) => {
        for (let i = 0; i < 8; i++) ring.write(RATE, new Int16Array(TIC * 2));
      },
    ],
  ])('is as prompt after a gap as before, though it ended with %s', (_name, write) => {
    const bench = new Bench();
    bench.run(9);
    bench.ring.read(new Float32Array(TIC * 8), new Float32Array(TIC * 8));
    write(bench.ring);
    expect(bench.ring.report().underruns).toBe(1);
    expect(bench.ring.report().waitMs).toBeLessThan(WAIT_MAX);
  });

  it('knows how long it was silent at the worst', () => {
    const bench = new Bench();
    bench.run(1);
    bench.run(1, (block) => (block === 10 ? 0.2 : 0));
    const { longestGapMs } = bench.ring.report();
    // The 200 ms less what was there: the margin, and what is left of a block.
    expect(longestGapMs).toBeGreaterThan(110);
    expect(longestGapMs).toBeLessThan(200);
  });

  it.each([44_100, 48_000])(
    'tells when the first sample of a marked block was played, at %i',
    (deviceRate) => {
      const ring = new SoundRing<number>(deviceRate);
      const left = new Float32Array(QUANTUM);
      const loud = new Int16Array(TIC * 2).fill(16_384);
      let found: { mark: number; at: number } | undefined;
      let onset: number | undefined;
      ring.write(RATE, new Int16Array(TIC * 2));
      ring.write(RATE, loud, 7);
      for (let time = 0; time < deviceRate / 10; time += QUANTUM) {
        ring.read(left, new Float32Array(QUANTUM));
        const [mark] = ring.played();
        if (mark !== undefined) found ??= { mark: mark.mark, at: time + QUANTUM - mark.framesAgo };
        const first = left.findIndex((sample) => sample > 0.25);
        if (first >= 0) onset ??= time + first;
      }
      expect(found?.mark).toBe(7);
      expect(Math.abs(found!.at - onset!)).toBeLessThanOrEqual(1);
      expect(ring.played()).toEqual([]);
    },
  );

  it('never lags behind: what comes all at once is skipped down to the newest', () => {
    const bench = new Bench();
    bench.run(9);
    for (let i = 0; i < 20; i++) bench.ring.write(RATE, new Int16Array(TIC * 2));
    expect(bench.ring.report().waitMs).toBeLessThan(205);
  });

  it('forgets what was not played when it is reset', () => {
    const bench = new Bench();
    bench.run(1);
    bench.ring.reset();
    const left = new Float32Array(QUANTUM).fill(1);
    bench.ring.read(left, new Float32Array(QUANTUM));
    expect(left.every((sample) => sample === 0)).toBe(true);
    expect(bench.ring.report()).toMatchObject({ waitMs: 0, underruns: 0 });
  });
});
