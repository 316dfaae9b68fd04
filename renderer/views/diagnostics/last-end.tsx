import type { JSX } from 'preact';
import type { SessionEnd } from '../../../engine/session/protocol.ts';
import { endMessageText } from '../../../main/protocol/texts/index.ts';
import { endText } from '../end/end-text.ts';
import { TrapDetails } from '../end/trap-details.tsx';

/** How the last session ended, with all that is known of it. */
export function LastEnd({ end, title }: { end: SessionEnd; title: string }): JSX.Element {
  const { heading, tone } = endText(end, title);
  return (
    <section class={`panel end-${tone}`} aria-labelledby="last-end-heading" data-cause={end.cause}>
      <div class="panel-header">
        <h2 id="last-end-heading">Last end: {heading}</h2>
        <span class="tag">{end.cause}</span>
      </div>
      {end.trap === undefined && <pre class="message">{endMessageText(end)}</pre>}
      {end.exitCode !== undefined && <p class="fine">Exit code {end.exitCode}.</p>}
      {end.trap !== undefined && <TrapDetails trap={end.trap} />}
    </section>
  );
}
