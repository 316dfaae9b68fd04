import { z } from 'zod';
import { messageOf } from './schema.ts';

/** Why the operating system, or a limit, refused something: a part of other messages. */
export const faults = {
  /** `errno` as Node.js has it, `ENOSPC`; absent where the error has none. `text` holds the system's own words. */
  'system-error': z.strictObject({ errno: z.string().optional(), text: z.string() }),
  'home-limit-reached': z.strictObject({ limitBytes: z.number().min(0) }),
};
export const fault = messageOf(faults);
export type Fault = z.infer<typeof fault>;

/** What an error of the operating system is as a fault. */
export function systemFault(error: unknown): Fault {
  if (!(error instanceof Error)) return { code: 'system-error', params: { text: String(error) } };
  const errno = 'code' in error && typeof error.code === 'string' ? { errno: error.code } : {};
  return { code: 'system-error', params: { ...errno, text: error.message } };
}
