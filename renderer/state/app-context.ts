import { createContext } from 'preact';
import { useContext, useEffect, useState } from 'preact/hooks';
import type { Player } from '../player/player.ts';
import type { Speaker } from '../sound/speaker.ts';
import type { AppAction, AppState } from './app-state.ts';
import type { LauncherCommands } from './launcher.ts';
import type { Store } from './store.ts';

/** What every component may need, and what never changes while the window is open. */
export interface AppContext {
  readonly store: Store<AppState, AppAction>;
  readonly commands: LauncherCommands;
  readonly player: Player;
  readonly speaker: Speaker;
}

const Context = createContext<AppContext | undefined>(undefined);
export const AppContextProvider = Context.Provider;

export function useApp(): AppContext {
  const app = useContext(Context);
  if (app === undefined) throw new Error('useApp outside of AppContextProvider');
  return app;
}

/** The present state; the component is drawn anew when it changes. */
export function useAppState(): AppState {
  const { store } = useApp();
  const [state, setState] = useState(store.state);
  useEffect(() => {
    setState(store.state);
    return store.subscribe(setState);
  }, [store]);
  return state;
}
