import { z } from 'zod';
import { sound } from '../../engine/host/events.ts';
import { decode, encode } from '../../main/protocol/wire.ts';
import { blockOf } from './sound-block.ts';

/** A game's sound, as the launcher sends it; everything else is the page's to read. */
const soundMessage = z.strictObject({
  kind: z.literal('player'),
  session: z.number().int(),
  message: sound,
});

/** Where blocks go: one end of a channel whose other end the audio worklet has. */
type Speaker = Pick<MessagePort, 'postMessage' | 'close'>;

/** Takes a game's sound out of what a socket brings, and hands it to the audio worklet: past the page, which may be drawing. */
export class SoundLine {
  readonly #send: (data: Uint8Array<ArrayBuffer>) => void;
  #session: number | undefined;
  #speaker: Speaker | undefined;

  /** `send` gives a message to the launcher. */
  constructor(send: (data: Uint8Array<ArrayBuffer>) => void) {
    this.#send = send;
  }

  /** From now on the sound of `session` goes to `speaker`, and that of no other. */
  connect(session: number, speaker: Speaker): void {
    this.#speaker?.close();
    this.#session = session;
    this.#speaker = speaker;
  }

  /** Takes a message if it is sound for the speaker. Returns whether it did. The page reports what is wrong with others. */
  take(data: Uint8Array): boolean {
    if (this.#speaker === undefined) return false;
    const { data: found } = soundMessage.safeParse(wellFormed(data));
    if (found === undefined || found.session !== this.#session) return false;
    const { session, message } = found;
    const block = blockOf(message);
    this.#speaker.postMessage(block, [block.samples]);
    this.#send(encode({ kind: 'player', session, message: { type: 'sound-ack', seq: message.seq } }));
    return true;
  }
}

function wellFormed(data: Uint8Array): unknown {
  try {
    return decode(data);
  } catch {
    return undefined;
  }
}
