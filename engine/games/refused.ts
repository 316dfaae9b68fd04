import { systemFault } from '../messages/faults.ts';
import type { GameRefusal } from './messages.ts';

/** A session that is refused before the game starts. */
export class SessionRefused extends Error {
  override readonly name = 'SessionRefused';
  readonly told: GameRefusal;
  readonly end: 'refused' | 'compile-error';

  constructor(told: GameRefusal, end: 'refused' | 'compile-error' = 'refused') {
    super(`${told.code} ${JSON.stringify(told.params)}`);
    this.told = told;
    this.end = end;
  }
}

/** Turns the file system's errors into refusals that name the file. */
export function refusing<T>(path: string, action: () => T): T {
  try {
    return action();
  } catch (error) {
    if (error instanceof SessionRefused || !(error instanceof Error) || !('code' in error)) throw error;
    throw new SessionRefused({ code: 'files-unopened', params: { files: path, fault: systemFault(error) } });
  }
}
