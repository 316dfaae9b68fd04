import type { JSX } from 'preact';
import { messageText } from '../../main/protocol/texts/index.ts';
import type { ConnectionStatus, Loss } from '../bridge/connection.ts';

const ENDED: Loss = {
  title: 'The launcher has ended',
  message: { code: 'launcher-ended', params: {} },
};

/** Covers the window while the launcher is out of reach. */
export function ConnectionNotice({
  status,
  loss = ENDED,
}: {
  status: ConnectionStatus;
  loss: Loss | undefined;
}): JSX.Element | null {
  if (status === 'open' || status === 'connecting') return null;
  return (
    <div class="cover" role="alertdialog" aria-labelledby="connection-heading">
      <div class="panel cover-panel">
        {status === 'lost' ? (
          <>
            <h2 id="connection-heading">{loss.title}</h2>
            <p>{messageText(loss.message)}</p>
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
