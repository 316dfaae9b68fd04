import { contextBridge, ipcRenderer, webUtils } from 'electron';
import { type Bridge, PLAYER_PORT_MESSAGE, type PlayerPortMessage } from '../../protocol/bridge.ts';
import { CHANNELS } from './api.ts';

/**
 * Runs isolated beside the page and exposes `window.trapdoom`, as bridge.ts describes it. The page gets plain values only: neither
 * `ipcRenderer` nor any of its events.
 */
let pageListens: () => void;
const listening = new Promise<void>((resolve) => (pageListens = resolve));
// Once a page, however often it asks: to main, another one means that the page was loaded anew.
void listening.then(() => ipcRenderer.send(CHANNELS.ready));

const bridge: Bridge = {
  request: (name, argument) => ipcRenderer.invoke(CHANNELS.request, name, argument),
  on: (name, listener) => {
    const forward = (_event: unknown, eventName: string, payload: unknown) => {
      if (eventName === name) listener(payload as never);
    };
    ipcRenderer.on(CHANNELS.event, forward);
    return () => {
      ipcRenderer.off(CHANNELS.event, forward);
    };
  },
  pathForFile: (file) => webUtils.getPathForFile(file),
  ready: () => pageListens(),
};
contextBridge.exposeInMainWorld('trapdoom', bridge);

ipcRenderer.on(CHANNELS.playerPort, async (event, { session }: { session: number }) => {
  const { ports } = event;
  await listening;
  const message: PlayerPortMessage = { type: PLAYER_PORT_MESSAGE, session };
  window.postMessage(message, window.location.origin, ports);
});
