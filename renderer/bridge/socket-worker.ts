/// <reference lib="webworker" />
/** A thread of the page's that has its WebSocket: a program of its own. */
import '../zod-setup.ts';
import { SoundLine } from './sound-line.ts';
import type { FromSocketWorker, ToSocketWorker } from './worker-socket.ts';

declare const self: DedicatedWorkerGlobalScope;

const tell = (message: FromSocketWorker, transfer: Transferable[] = []) =>
  self.postMessage(message, transfer);

let socket: WebSocket | undefined;
const line = new SoundLine((data) => socket?.send(data));

self.onmessage = ({ data, ports }: MessageEvent<ToSocketWorker>) => {
  switch (data.type) {
    case 'open':
      socket = open(data);
      break;
    case 'send':
      socket?.send(data.message);
      break;
    case 'speaker':
      if (ports[0] !== undefined) line.connect(data.session, ports[0]);
      break;
    case 'close':
      socket?.close();
  }
};

function open({ address, protocols }: Extract<ToSocketWorker, { type: 'open' }>): WebSocket {
  const opened = new WebSocket(address, [...protocols]);
  opened.binaryType = 'arraybuffer';
  opened.onopen = () => tell({ type: 'open' });
  opened.onclose = () => tell({ type: 'close' });
  opened.onmessage = ({ data }: MessageEvent<unknown>) => {
    if (!(data instanceof ArrayBuffer)) tell({ type: 'message', data });
    else if (!line.take(new Uint8Array(data))) tell({ type: 'message', data }, [data]);
  };
  return opened;
}
