import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { padName, useConnectedPads } from '../input/connected-pads.ts';
import { mappingOf, padId } from '../input/pad-mapping.ts';
import { useApp } from '../state/app-context.ts';
import type { AppState } from '../state/app-state.ts';
import { Icon } from './icons.tsx';

/** Reports pads that cannot play games until they are set up: a line in every view, and a message over a running game. */
export function PadNotice({ state, onStage }: { state: AppState; onStage: boolean }): JSX.Element | null {
  const { store } = useApp();
  const [closed, setClosed] = useState<readonly string[]>([]);
  const told = useRef(new Set<string>());
  const mappings = state.launcher?.settings.padMappings;
  const pads = useConnectedPads();
  const unmapped = pads.find(
    (pad) =>
      !pad.standard &&
      mappings !== undefined &&
      mappingOf(pad, mappings) === undefined &&
      !closed.includes(pad.id),
  );
  const id = unmapped?.id;
  useEffect(() => {
    if (id === undefined || !onStage || told.current.has(id)) return;
    told.current.add(id);
    const text = `${padName(id)} needs a mapping before it can play. Set it up in Settings, Gamepads.`;
    store.dispatch({ type: 'toast', kind: 'info', text });
  }, [store, id, onStage]);
  // The settings tell of it themselves.
  if (unmapped === undefined || onStage || state.view === 'settings') return null;
  return (
    <section class="notices" aria-label="Gamepads">
      <div class="notice" role="status" key={padId(unmapped)}>
        <Icon name="alert" />
        <p>
          {padName(unmapped.id)} is connected and needs a mapping before it can play.{' '}
          <a href="#settings">Set it up in Settings</a>.
        </p>
        <button
          type="button"
          class="icon-button"
          aria-label="Close notice"
          onClick={() => setClosed([...closed, unmapped.id])}
        >
          <Icon name="close" />
        </button>
      </div>
    </section>
  );
}
