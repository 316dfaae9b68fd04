import type { JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { ConnectionNotice } from './components/connection-notice.tsx';
import { DropTarget } from './components/drop-target.tsx';
import { Nav, VIEW_NAMES } from './components/nav.tsx';
import { Notices } from './components/notices.tsx';
import { PadNotice } from './components/pad-notice.tsx';
import { Toasts } from './components/toasts.tsx';
import { usePlayerStatus } from './stage/use-player.ts';
import { useApp, useAppState } from './state/app-context.ts';
import { type AppState, activeSession, gameTitle } from './state/app-state.ts';
import { useFreshLibrary } from './use-fresh-library.ts';
import { useHashView } from './use-hash-view.ts';
import { DemosView } from './views/demos/demos-view.tsx';
import { DiagnosticsView } from './views/diagnostics/diagnostics-view.tsx';
import { LibraryView } from './views/library/library-view.tsx';
import { PlayView } from './views/play/play-view.tsx';
import { SavesView } from './views/saves/saves-view.tsx';
import { SettingsView } from './views/settings/settings-view.tsx';

/** The whole window. */
export function App(): JSX.Element {
  const state = useAppState();
  const { store } = useApp();
  const main = useRef<HTMLElement>(null);
  useHashView(store);
  useFreshLibrary(state);

  const { view } = state;
  const session = activeSession(state);
  const onStage = session !== undefined && view === 'play';
  const { title: gameName } = usePlayerStatus();
  const first = useRef(true);
  useEffect(() => {
    const own = view === 'play' ? 'Trapdoom' : `${VIEW_NAMES[view]} – Trapdoom`;
    // A game's window is called what the game calls it.
    document.title = onStage && gameName !== '' ? gameName : own;
  }, [view, onStage, gameName]);
  useEffect(() => {
    // The keyboard and screen readers go where the eye goes; a game takes the focus itself.
    if (!first.current && view !== 'play') main.current?.focus();
    first.current = false;
  }, [view]);
  useGuardedGame(session !== undefined && state.launcher?.shell.kind === 'browser');

  return (
    <div class={onStage ? 'app app-stage' : 'app'}>
      {!onStage && (
        <Nav view={view} playing={session && gameTitle(state, session)} version={state.launcher?.version} />
      )}
      <main ref={main} tabIndex={-1} class={`main main-${view}`}>
        {!onStage && <Notices state={state} />}
        <PadNotice state={state} onStage={onStage} />
        {state.launcher !== undefined && <CurrentView state={state} />}
      </main>
      <Toasts toasts={state.toasts} />
      <DropTarget />
      <ConnectionNotice status={state.connection} loss={state.loss} />
    </div>
  );
}

function CurrentView({ state }: { state: AppState }): JSX.Element {
  switch (state.view) {
    case 'play':
      return <PlayView state={state} />;
    case 'library':
      return <LibraryView state={state} />;
    case 'demos':
      return <DemosView state={state} />;
    case 'saves':
      return <SavesView state={state} />;
    case 'settings':
      return <SettingsView state={state} />;
    case 'diagnostics':
      return <DiagnosticsView state={state} />;
  }
}

/** While a game runs, a browser asks before it closes the page: Ctrl is fire, W may be forward, and together they close it. */
function useGuardedGame(guarded: boolean): void {
  useEffect(() => {
    if (!guarded) return undefined;
    const onBeforeUnload = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener('beforeunload', onBeforeUnload);
    return () => window.removeEventListener('beforeunload', onBeforeUnload);
  }, [guarded]);
}
