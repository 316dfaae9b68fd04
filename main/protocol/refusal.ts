import { systemFault } from '../../engine/messages/faults.ts';
import type { Message } from './messages.ts';
import { messageText } from './texts/index.ts';

/** What the launcher refuses, or cannot do, for the player: windows get the code, logs and the command line the words. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly told: Message;

  constructor(told: Message, options?: ErrorOptions) {
    super(messageText(told), options);
    this.told = told;
  }
}

/** What an error says to the player. */
export function messageOfError(error: unknown): Message {
  return error instanceof Refusal
    ? error.told
    : { code: 'unexpected', params: { fault: systemFault(error) } };
}

/** A refusal as it is; any other error as what `otherwise` returns for it. */
export function refusalOr(
  error: unknown,
  otherwise: (fault: ReturnType<typeof systemFault>) => Message,
): Refusal {
  return error instanceof Refusal ? error : new Refusal(otherwise(systemFault(error)), { cause: error });
}
