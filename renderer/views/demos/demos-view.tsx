import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { type Undo, UndoBar } from '../../components/undo-bar.tsx';
import { SPEED_KEYS } from '../../input/keyboard.ts';
import type { AppState } from '../../state/app-state.ts';
import type { LauncherCommands } from '../../state/launcher.ts';
import { useHomeFiles } from '../../state/use-home-files.ts';
import { DemosSection } from './demos-section.tsx';

const read = (commands: LauncherCommands) => commands.demos();

/** Demos and finished levels of every game, and a form to record. */
export function DemosView({ state }: { state: AppState }): JSX.Element {
  const session = state.launcher?.session;
  const homes = useHomeFiles(read, `${session?.id} ${session?.status}`);
  const [undo, setUndo] = useState<Undo>();
  return (
    <div class="page">
      <header class="page-header">
        <div>
          <h1>Demos</h1>
          <p class="lead">
            A demo is a recording of what a player did, not of pictures: the game plays it again. While one
            plays, <kbd>{SPEED_KEYS}</kbd> is fast forward.
          </p>
        </div>
      </header>
      {homes?.length === 0 && (
        <p class="empty panel">No game yet. Add one in the library: a file that ends in .wad.</p>
      )}
      {homes?.map((home) => (
        <DemosSection
          key={home.home ?? `${home.port} ${home.iwad}`}
          home={home}
          library={state.launcher?.library ?? []}
          onDeleted={(id, what) => home.home !== undefined && setUndo({ home: home.home, id, what })}
        />
      ))}
      {undo !== undefined && <UndoBar key={undo.id} undo={undo} onDone={() => setUndo(undefined)} />}
    </div>
  );
}
