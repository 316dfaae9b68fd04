import { Refusal } from '../../main/protocol/refusal.ts';
import type { Connection, ConnectionStatus, Loss, Unsubscribe } from './connection.ts';

/** The connection of a page that cannot have one. */
export class NoConnection implements Connection {
  readonly status: ConnectionStatus = 'lost';
  readonly loss: Loss;

  constructor(loss: Loss) {
    this.loss = loss;
  }

  request(): Promise<never> {
    return Promise.reject(new Refusal(this.loss.message));
  }

  onStatus(): Unsubscribe {
    return () => {};
  }

  on(): Unsubscribe {
    return () => {};
  }

  onPlayerPort(): Unsubscribe {
    return () => {};
  }

  onProblem(): Unsubscribe {
    return () => {};
  }

  pathForFile(): string {
    return '';
  }
}
