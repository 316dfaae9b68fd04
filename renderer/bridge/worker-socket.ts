import type { Socket } from './socket.ts';

/** Between the page and `socket-worker.ts`. Both are this program, so nothing is validated. */
export type ToSocketWorker =
  | { readonly type: 'open'; readonly address: string; readonly protocols: readonly string[] }
  | { readonly type: 'send'; readonly message: Uint8Array<ArrayBuffer> }
  /** The sound of a session goes to the message's port. */
  | { readonly type: 'speaker'; readonly session: number }
  | { readonly type: 'close' };
export type FromSocketWorker =
  | { readonly type: 'open' }
  | { readonly type: 'message'; readonly data: unknown }
  | { readonly type: 'close' };

/**
 * A WebSocket in a thread of its own. Sound passes from it to the audio thread, because the page draws for longer than sound may wait.
 */
export class WorkerSocket implements Socket {
  onopen: (() => void) | null = null;
  onmessage: ((event: { data: unknown }) => void) | null = null;
  onclose: (() => void) | null = null;
  readonly #worker: Worker;

  /** @param protocols the subprotocols to offer: a worker has no sessionStorage, so the page reads its key and gives it here */
  constructor(address: URL, protocols: readonly string[]) {
    this.#worker = new Worker(new URL('./socket-worker.ts', import.meta.url), { type: 'module' });
    this.#worker.onmessage = ({ data }: MessageEvent<FromSocketWorker>) => this.#take(data);
    // A worker that cannot be loaded is a connection that cannot be opened.
    this.#worker.onerror = () => this.#take({ type: 'close' });
    this.#tell({ type: 'open', address: address.href, protocols });
  }

  send(message: Uint8Array<ArrayBuffer>): void {
    this.#tell({ type: 'send', message }, [message.buffer]);
  }

  sendSoundTo(session: number, speaker: MessagePort): void {
    this.#tell({ type: 'speaker', session }, [speaker]);
  }

  close(): void {
    this.#tell({ type: 'close' });
  }

  #take(message: FromSocketWorker): void {
    switch (message.type) {
      case 'open':
        this.onopen?.();
        break;
      case 'message':
        this.onmessage?.(message);
        break;
      case 'close':
        this.#worker.terminate();
        this.onclose?.();
    }
  }

  #tell(message: ToSocketWorker, transfer: Transferable[] = []): void {
    this.#worker.postMessage(message, transfer);
  }
}
