import type { JSX } from 'preact';
import type { SessionStats } from '../../../engine/session/protocol.ts';
import { Icon } from '../../components/icons.tsx';
import { useApp } from '../../state/app-context.ts';
import { type AppState, gameTitle } from '../../state/app-state.ts';
import { EngineFacts, ModuleFacts, VersionFacts } from './facts.tsx';
import { FrameTimes } from './frame-times.tsx';
import { Imports } from './imports.tsx';
import { LastEnd } from './last-end.tsx';
import { Log } from './log-panel.tsx';
import { SoundFacts } from './sound-facts.tsx';
import { useDiagnostics } from './use-diagnostics.ts';
import { Wads } from './wads.tsx';

/** What runs, how, and what became of it: all that a bug report needs. */
export function DiagnosticsView({ state }: { state: AppState }): JSX.Element {
  const { commands } = useApp();
  const session = state.launcher?.session;
  const data = useDiagnostics(`${session?.id} ${session?.status === 'ended'}`);
  const stats = state.stats ?? data?.stats ?? undefined;
  const end = session?.end ?? data?.end ?? undefined;
  return (
    <div class="page">
      <header class="page-header">
        <div>
          <h1>Diagnostics</h1>
          <p class="lead">{sessionText(state)}</p>
        </div>
        <button type="button" class="button button-primary" onClick={() => void commands.exportDiagnostics()}>
          <Icon name="save" />
          Export diagnostics
        </button>
      </header>
      {end !== undefined && <LastEnd end={end} title={session ? gameTitle(state, session) : 'The game'} />}
      {stats !== undefined && <StatsPanels stats={stats} />}
      <Log lines={data?.log ?? []} />
      <VersionFacts versions={data?.versions ?? {}} />
    </div>
  );
}

function StatsPanels({ stats }: { stats: SessionStats }): JSX.Element {
  return (
    <>
      <FrameTimes stats={stats} />
      <div class="columns">
        <EngineFacts stats={stats} />
        <ModuleFacts stats={stats} />
        <SoundFacts stats={stats} />
      </div>
      <Wads wads={stats.wads} />
      <Imports imports={stats.imports} />
    </>
  );
}

function sessionText(state: AppState): string {
  const session = state.launcher?.session;
  if (session === null || session === undefined) {
    return 'Nothing has been played yet. Start a game, and its figures appear here.';
  }
  const title = gameTitle(state, session);
  if (session.status === 'ended') return `The last session: ${title}, over now.`;
  return session.status === 'running' ? `${title} is running.` : `${title} is starting.`;
}
