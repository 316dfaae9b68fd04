import type { SessionEnd } from '../../../engine/session/protocol.ts';
import { endMessageText } from './index.ts';

/** An end with its message in words, for tests of what players read. */
export function told<E extends Pick<SessionEnd, 'message' | 'note'>>(
  end: E,
): Omit<E, 'message'> & { message: string };
export function told<E extends Pick<SessionEnd, 'message' | 'note'>>(
  end: E | undefined | null,
): (Omit<E, 'message'> & { message: string }) | undefined;
export function told<E extends Pick<SessionEnd, 'message' | 'note'>>(end: E | undefined | null) {
  if (end === undefined || end === null) return undefined;
  return { ...end, message: endMessageText(end) };
}
