import { expect } from 'vitest';
import { backendName } from '../../engine/session/protocol.ts';
import type { Ended } from './confined.ts';

/** The command line that has an installed Trapdoom check itself without a window. */
export const HEADLESS_CHECK = ['--self-check', '--shell=headless', '--json'];

/** Expects that a Trapdoom has checked itself, and found all backends to play alike. */
export function expectSelfCheck({ status, stdout, stderr }: Ended): void {
  const line = stdout.trim().split('\n').at(-1)!;
  expect({ status, stdout, stderr }).toMatchObject({ status: 0 });
  const { ok, backends } = JSON.parse(line) as {
    ok: boolean;
    backends: Record<string, { frames: number; hash: string }>;
  };
  expect(ok).toBe(true);
  expect(Object.keys(backends).sort()).toEqual([...backendName.options].sort());
  const [first, ...others] = Object.values(backends);
  expect(first!.frames).toBeGreaterThan(0);
  for (const other of others) expect(other).toMatchObject({ frames: first!.frames, hash: first!.hash });
}
