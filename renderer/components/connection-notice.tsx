import type { JSX } from 'preact';
import type { ConnectionStatus } from '../bridge/connection.ts';

/** Covers the window while the launcher is out of reach. */
export function ConnectionNotice({ status }: { status: ConnectionStatus }): JSX.Element | null {
  if (status === 'open' || status === 'connecting') return null;
  return (
    <div class="cover" role="alertdialog" aria-labelledby="connection-heading">
      <div class="panel cover-panel">
        {status === 'lost' ? (
          <>
            <h2 id="connection-heading">The launcher has ended</h2>
            <p>You can close this window. Start Trapdoom again to play on; what you saved is safe.</p>
          </>
        ) : (
          <>
            <h2 id="connection-heading">Looking for the launcher…</h2>
            <p>The connection broke. This takes a moment.</p>
          </>
        )}
      </div>
    </div>
  );
}
