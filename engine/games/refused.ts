/** A session that is refused before the game starts. The message is for the player. */
export class SessionRefused extends Error {
  override readonly name = 'SessionRefused';
  readonly end: 'refused' | 'compile-error';

  constructor(message: string, end: 'refused' | 'compile-error' = 'refused') {
    super(message);
    this.end = end;
  }
}

/** Turns the file system's errors into refusals that name the file. */
export function refusing<T>(path: string, action: () => T): T {
  try {
    return action();
  } catch (error) {
    if (error instanceof SessionRefused || !(error instanceof Error) || !('code' in error)) throw error;
    const reason = error.code === 'ENOENT' ? 'it is not there' : error.message;
    throw new SessionRefused(`“${path}” cannot be opened: ${reason}.`);
  }
}
