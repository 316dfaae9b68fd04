import type { JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import type { SessionEnd } from '../../../engine/session/protocol.ts';
import { endMessageText } from '../../../main/protocol/texts/index.ts';
import { Icon } from '../../components/icons.tsx';
import { useApp } from '../../state/app-context.ts';
import { endText } from './end-text.ts';
import { TrapDetails } from './trap-details.tsx';

interface EndCardProps {
  readonly session: number;
  readonly title: string;
  readonly end: SessionEnd;
}

/** The end of a session, in its own words, and what to do next. */
export function EndCard({ session, title, end }: EndCardProps): JSX.Element {
  const { commands, store } = useApp();
  const heading = useRef<HTMLHeadingElement>(null);
  const { heading: headingText, explanation, tone, showMessage } = endText(end, title);
  useEffect(() => heading.current?.focus(), [session]);
  return (
    <section
      class={`end panel end-${tone}`}
      aria-labelledby="end-heading"
      data-testid="end"
      data-cause={end.cause}
    >
      <p class="eyebrow">{title}</p>
      <h1 id="end-heading" ref={heading} tabIndex={-1}>
        {headingText}
      </h1>
      <p class="lead">{explanation}</p>
      {showMessage && <pre class="message">{endMessageText(end)}</pre>}
      {end.cause !== 'game-error' && end.trap !== undefined && <TrapDetails trap={end.trap} />}
      {end.cause === 'game-error' && end.exitCode !== undefined && (
        <p class="fine">The game’s exit code was {end.exitCode}.</p>
      )}
      <div class="button-row">
        <button type="button" class="button button-primary" onClick={() => void commands.restart()}>
          <Icon name="restart" />
          Restart
        </button>
        <button type="button" class="button" onClick={() => void commands.exportDiagnostics()}>
          <Icon name="save" />
          Export diagnostics
        </button>
        <button type="button" class="button" onClick={() => store.dispatch({ type: 'dismiss-end', session })}>
          <Icon name="back" />
          Back
        </button>
      </div>
    </section>
  );
}
