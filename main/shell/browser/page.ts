import { WebSocket } from 'ws';
import { decode, encode, type PageMessage, pageMessage, type ServerMessage } from '../../protocol/wire.ts';
import type { LauncherPort } from '../shell.ts';
import type { PlayerPage, PlayerRelay } from './player-relay.ts';

/** Connects a page's WebSocket to the launcher and to the games' player ports, until it closes. */
export function connectPage(socket: WebSocket, launcher: LauncherPort, relay: PlayerRelay): void {
  const send = (message: ServerMessage) => {
    if (socket.readyState === WebSocket.OPEN) socket.send(encode(message));
  };
  const player: PlayerPage = {
    open: (session) => send({ kind: 'player-open', session }),
    deliver: (session, message) => send({ kind: 'player', session, message }),
    close: (session) => send({ kind: 'player-close', session }),
  };
  const handle = (message: PageMessage) => {
    if (message.kind === 'player') {
      relay.fromPage(player, message.session, message.message);
      return;
    }
    const { id } = message;
    launcher
      .request(message.name, message.argument)
      .then((value) => send({ kind: 'answer', id, ok: true, value }))
      .catch((error: Error) => send({ kind: 'refused', id, message: error.message }));
  };
  socket.on('message', (data, isBinary) => {
    const message = isBinary && data instanceof Uint8Array ? parse(data) : undefined;
    // A page that does not speak the protocol is another version's: 1003 is "cannot accept this data" (RFC 6455, 7.4.1).
    if (message === undefined) socket.close(1003, 'not a message of this protocol');
    else handle(message);
  });
  const unsubscribe = launcher.onEvent((name, payload) => send({ kind: 'event', name, payload }));
  relay.attach(player);
  socket.once('close', () => {
    unsubscribe();
    relay.detach(player);
  });
  // What is wrong with a socket ends in `close`; without a listener it would end the launcher.
  socket.on('error', () => {});
}

function parse(data: Uint8Array): PageMessage | undefined {
  try {
    return pageMessage.parse(decode(data));
  } catch {
    return undefined;
  }
}
