import type { z } from 'zod';
import { type PlayerEvent, playerEvent } from '../../engine/session/protocol.ts';
import {
  type EventPayload,
  type LauncherEventName,
  type LauncherRequestName,
  launcherEvents,
  launcherRequests,
  type RequestAnswer,
} from '../../main/protocol/launcher.ts';
import { type Message, message } from '../../main/protocol/messages.ts';
import { Refusal } from '../../main/protocol/refusal.ts';
import { Listeners } from './listeners.ts';

/** An answer, held against its schema. Throws a Refusal where it does not fit. */
export function checkedAnswer<N extends LauncherRequestName>(name: N, answer: unknown): RequestAnswer<N> {
  const parsed = launcherRequests[name][1].safeParse(answer);
  if (parsed.success) return parsed.data as RequestAnswer<N>;
  throw new Refusal({ code: 'answer-not-understood', params: { name, ...faultOf(parsed.error) } });
}

/** The event, or what is wrong with the message. */
export function checkedPlayerEvent(message: unknown): PlayerEvent | { readonly problem: Message } {
  const parsed = playerEvent.safeParse(message);
  return parsed.success
    ? parsed.data
    : { problem: { code: 'game-event-not-understood', params: faultOf(parsed.error) } };
}

/** Why a request was refused; what is no message is refused for that. */
export function refusalOf(name: LauncherRequestName, told: unknown): Refusal {
  const parsed = message.safeParse(told);
  if (parsed.success) return new Refusal(parsed.data);
  return new Refusal({ code: 'answer-not-understood', params: { name, ...faultOf(parsed.error) } });
}

function faultOf(error: z.ZodError): { readonly path: string; readonly detail: string } {
  const issue = error.issues[0];
  return { path: issue?.path.join('.') ?? '', detail: issue?.message ?? '' };
}

/** The listeners for all launcher events; payloads are validated once for all of them. */
export class EventHub {
  readonly problems = new Listeners<Message>();
  readonly #listeners = new Map<string, Listeners<unknown>>();

  on<N extends LauncherEventName>(name: N, listener: (payload: EventPayload<N>) => void): () => void {
    const listeners = this.#listeners.get(name) ?? new Listeners<unknown>();
    this.#listeners.set(name, listeners);
    return listeners.add(listener as (payload: unknown) => void);
  }

  /** Takes an event from outside. */
  receive(name: string, payload: unknown): void {
    if (!Object.hasOwn(launcherEvents, name)) {
      this.problems.emit({ code: 'event-not-understood', params: { name, path: '', detail: 'unknown' } });
      return;
    }
    const parsed = launcherEvents[name as LauncherEventName].safeParse(payload);
    if (parsed.success) this.#listeners.get(name)?.emit(parsed.data);
    else this.problems.emit({ code: 'event-not-understood', params: { name, ...faultOf(parsed.error) } });
  }
}
