import type { JSX } from 'preact';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { LogLine } from '../../../engine/session/protocol.ts';
import { countText } from '../../text/figures.ts';
import { timeText } from './log.ts';

/** How many lines are shown until all are asked for: the newest tell most. */
const SHOWN = 500;

/** The game's and the session's lines, the newest last. It follows them unless the player has scrolled up to read. */
export function Log({ lines }: { lines: readonly LogLine[] }): JSX.Element {
  const [all, setAll] = useState(false);
  const box = useRef<HTMLElement>(null);
  const follows = useRef(true);
  const shown = all ? lines : lines.slice(-SHOWN);
  const first = lines.length - shown.length;

  useLayoutEffect(() => {
    if (box.current !== null && follows.current) box.current.scrollTop = box.current.scrollHeight;
  }, [lines, all]);

  return (
    <section class="panel" aria-labelledby="log-heading">
      <div class="panel-header">
        <h2 id="log-heading">Log</h2>
        <p class="fine">
          {first > 0
            ? `The newest ${countText(shown.length, 'line')} of ${lines.length.toLocaleString('en')}`
            : countText(lines.length, 'line')}
        </p>
        {lines.length > SHOWN && (
          <button type="button" class="button button-quiet" onClick={() => setAll(!all)}>
            {all ? 'Show the newest' : 'Show all'}
          </button>
        )}
      </div>
      {lines.length === 0 ? (
        <p class="empty">Nothing was written yet.</p>
      ) : (
        <section
          ref={box}
          class="scroll log"
          // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is reached by keyboard
          tabIndex={0}
          aria-label="Log lines"
          onScroll={({ currentTarget: { scrollTop, scrollHeight, clientHeight } }) => {
            follows.current = scrollHeight - scrollTop - clientHeight < 24;
          }}
        >
          <ol>
            {shown.map((line, i) => (
              <li key={first + i} class={`log-${line.stream}`}>
                <span class="log-time">{timeText(line)}</span>
                <span class="log-stream">{line.stream}</span>
                <span class="log-text">{line.text}</span>
              </li>
            ))}
          </ol>
        </section>
      )}
    </section>
  );
}
