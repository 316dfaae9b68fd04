import { useEffect } from 'preact/hooks';
import { type AppAction, type AppState, VIEWS } from './state/app-state.ts';
import type { Store } from './state/store.ts';

/** Keeps the view and the address' `#part` the same: links and Back change the view, and a view has an address. */
export function useHashView(store: Store<AppState, AppAction>): void {
  useEffect(() => {
    const readHash = () => {
      const view = VIEWS.find((name) => `#${name}` === window.location.hash);
      store.dispatch({ type: 'view', view: view ?? 'play' });
    };
    readHash();
    let shown = store.state.view;
    const writeHash = ({ view }: AppState) => {
      // Only another view is written: the browser tells of a new address later, and what changes meanwhile must not take it back.
      if (view === shown) return;
      shown = view;
      const hash = `#${view}`;
      if (window.location.hash !== hash && !(view === 'play' && window.location.hash === '')) {
        window.location.hash = hash;
      }
    };
    window.addEventListener('hashchange', readHash);
    const unsubscribe = store.subscribe(writeHash);
    return () => {
      window.removeEventListener('hashchange', readHash);
      unsubscribe();
    };
  }, [store]);
}
