import { z } from 'zod';
import type { Host } from './host.ts';

/** A host's state cannot be captured or restored. The message names what stands in the way. */
export class HostStateError extends Error {
  override readonly name = 'HostStateError';
}

/** The state of `owner`, validated. Throws HostStateError that names the first field that is not valid. */
export function parsedState<T>(schema: z.ZodType<T>, state: unknown, owner: string): T {
  const result = schema.safeParse(state);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const place = issue === undefined ? '' : `${issue.path.map(String).join('.')}: ${issue.message}`;
  throw new HostStateError(`the state of ${owner} is not valid: ${place}`);
}

/** Throws HostStateError unless `condition` holds. */
export function requireState(condition: boolean, problem: string): asserts condition {
  if (!condition) throw new HostStateError(problem);
}

/** Capture and restore of a host that keeps nothing between two calls. */
export function stateless(name: string): Pick<Host, 'capture' | 'restore'> {
  const schema = z.strictObject({ host: z.literal(name), version: z.literal(1) });
  return {
    capture: () => ({ host: name, version: 1 }),
    restore: (state) => {
      parsedState(schema, state, `host “${name}”`);
    },
  };
}

/** Schemas of what states are made of. */
export const int32 = z.int().min(-0x80000000).max(0x7fffffff);
/** An address of the guest, an index of its table, or 0 for none; signed where the guest passed it on. */
export const pointer = z.int().min(-0x80000000).max(0xffffffff);
export const count = z.int().min(0).max(Number.MAX_SAFE_INTEGER);
export const bytes = z.custom<Uint8Array>((value) => value instanceof Uint8Array, 'no Uint8Array');
/** 64 bits without sign. */
export const uint64 = z
  .bigint()
  .min(0n)
  .max((1n << 64n) - 1n);
/** Signed nanoseconds. */
export const int64 = z
  .bigint()
  .min(-(1n << 63n))
  .max((1n << 63n) - 1n);
