import { type PlayerEvent, playerEvent } from '../../engine/session/protocol.ts';
import {
  type EventPayload,
  type LauncherEventName,
  type LauncherRequestName,
  launcherEvents,
  launcherRequests,
  type RequestAnswer,
} from '../../main/protocol/launcher.ts';
import { Listeners } from './listeners.ts';

/** An answer, held against its schema. Throws an Error for the player where it does not fit. */
export function checkedAnswer<N extends LauncherRequestName>(name: N, answer: unknown): RequestAnswer<N> {
  const parsed = launcherRequests[name][1].safeParse(answer);
  if (parsed.success) return parsed.data as RequestAnswer<N>;
  throw new Error(notUnderstood(`the answer to “${name}”`, parsed.error.issues[0]));
}

/** What is wrong with a message, for the player, or the event. */
export function checkedPlayerEvent(message: unknown): PlayerEvent | { readonly problem: string } {
  const parsed = playerEvent.safeParse(message);
  return parsed.success
    ? parsed.data
    : { problem: notUnderstood('a message of the game', parsed.error.issues[0]) };
}

function notUnderstood(what: string, issue: { path: PropertyKey[]; message: string } | undefined): string {
  const where = issue === undefined || issue.path.length === 0 ? '' : `${issue.path.join('.')}: `;
  return `This window does not understand ${what} (${where}${issue?.message}). Restart Trapdoom.`;
}

/** The listeners for all launcher events; payloads are validated once for all of them. */
export class EventHub {
  readonly problems = new Listeners<string>();
  readonly #listeners = new Map<string, Listeners<unknown>>();

  on<N extends LauncherEventName>(name: N, listener: (payload: EventPayload<N>) => void): () => void {
    const listeners = this.#listeners.get(name) ?? new Listeners<unknown>();
    this.#listeners.set(name, listeners);
    return listeners.add(listener as (payload: unknown) => void);
  }

  /** Takes an event from outside. */
  receive(name: string, payload: unknown): void {
    if (!Object.hasOwn(launcherEvents, name)) {
      this.problems.emit(notUnderstood(`the event “${name}”`, { path: [], message: 'unknown' }));
      return;
    }
    const parsed = launcherEvents[name as LauncherEventName].safeParse(payload);
    if (parsed.success) this.#listeners.get(name)?.emit(parsed.data);
    else this.problems.emit(notUnderstood(`the event “${name}”`, parsed.error.issues[0]));
  }
}
