import { describe, expect, it } from 'vitest';
import { SoundRing } from './ring.ts';

/** Low, so that an hour is soon over; blocks and what is read at once take as long as they really do. */
const RATE = 2205;
const TIC = RATE / 35;
const QUANTUM = RATE / 441;
const HOUR = 3600;
/** When the two clocks shall have been brought together, in seconds. */
const SETTLED = 60;

/** A repeatable series of numbers from 0 to 1. */
function randoms(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

interface Hour {
  readonly underruns: number;
  /** Tempos, and milliseconds that a new sample waits, at each second after the first minute. */
  readonly tempos: readonly number[];
  readonly waits: readonly number[];
}

/**
 * An hour of a game whose clock gains `ppm` millionths on the device's. Its blocks come in order, by up to `jitter` seconds later than
 * they are due.
 */
function anHour(ppm: number, jitter: number): Hour {
  const ring = new SoundRing(RATE);
  const random = randoms(1000 + ppm);
  const left = new Float32Array(QUANTUM);
  const right = new Float32Array(QUANTUM);
  const block = new Int16Array(TIC * 2).fill(1000);
  const interval = 1 / 35 / (1 + ppm / 1e6);
  const tempos: number[] = [];
  const waits: number[] = [];
  let arrival = 0;
  let blocks = 0;
  for (let quantum = 0; quantum < (HOUR * RATE) / QUANTUM; quantum++) {
    const time = (quantum * QUANTUM) / RATE;
    while (time >= arrival) {
      ring.write(RATE, block);
      blocks++;
      arrival = Math.max(arrival, blocks * interval + jitter * random());
    }
    ring.read(left, right);
    if (quantum % 441 === 0 && time > SETTLED) {
      const { ratio, waitMs } = ring.report();
      tempos.push(ratio);
      waits.push(waitMs);
    }
  }
  return { underruns: ring.report().underruns, tempos, waits };
}

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

describe('an hour of two clocks', () => {
  it.each([
    [300, 0],
    [-300, 0],
    [300, 0.008],
    [-300, 0.008],
    [0, 0.008],
  ])(
    'that differ by %i millionths, with blocks up to %f s late: no gap, and no change of pitch that is heard',
    (ppm, jitter) => {
      const { underruns, tempos, waits } = anHour(ppm, jitter);
      expect(underruns).toBe(0);
      // The tempo is the other clock's on the average, and never further from it than ears can tell.
      expect(Math.abs(mean(tempos) - 1 - ppm / 1e6)).toBeLessThan(20e-6);
      expect(Math.max(...tempos.map((tempo) => Math.abs(tempo - 1 - ppm / 1e6)))).toBeLessThan(HEARD);
      // Nothing piles up: a sample waits no longer than a margin, a block and what is read at once.
      expect(Math.max(...waits)).toBeLessThan(100);
      expect(Math.abs(mean(waits.slice(-600)) - mean(waits.slice(-1800, -1200)))).toBeLessThan(2);
    },
  );

  it('where blocks come later than the margin allows: the margin grows until they may', () => {
    const { underruns, waits } = anHour(-200, 0.03);
    expect(underruns).toBeLessThan(40);
    expect(Math.max(...waits)).toBeLessThan(120);
  });
});

/** 3.5 hundredths of a semitone: ears tell five apart, in pure tones, one after the other. */
const HEARD = 2000e-6;
