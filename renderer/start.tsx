import { render } from 'preact';
import { App } from './app.tsx';
import type { Connection } from './bridge/connection.ts';
import { Player } from './player/player.ts';
import { Speaker } from './sound/speaker.ts';
import { AppContextProvider } from './state/app-context.ts';
import { INITIAL_STATE, reduce } from './state/app-state.ts';
import { followLauncher, LauncherCommands } from './state/launcher.ts';
import { Store } from './state/store.ts';
import './styles/index.css';

/** Opens the window in `root`, on a launcher behind `connection`. */
export function startWindow(root: Element, connection: Connection): void {
  const store = new Store(INITIAL_STATE, reduce);
  const speaker = new Speaker();
  const player = new Player(undefined, speaker);
  store.subscribe(({ launcher }) => {
    if (launcher !== undefined) speaker.setLoudness(launcher.settings);
  });
  const commands = new LauncherCommands(connection, store);
  followLauncher(connection, store, player);
  render(
    <AppContextProvider value={{ store, commands, player, speaker }}>
      <App />
    </AppContextProvider>,
    root,
  );
}
