import type { JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import type { SessionStats } from '../../../engine/session/protocol.ts';
import { drawBars, TIC_MS } from '../../screen/bars.ts';
import { countText, quantile } from '../../text/figures.ts';

/** The graph's upper edge in milliseconds. */
const TOP = 40;
/** As many as an engine process sends. */
const SLOTS = 240;

/** How long the game's newest frames took to compute, against the time that there is for each. */
export function FrameTimes({ stats }: { stats: SessionStats }): JSX.Element {
  const graph = useRef<HTMLCanvasElement>(null);
  const { frameMs, frames, paused } = stats;
  useEffect(() => {
    const canvas = graph.current;
    if (canvas === null) return undefined;
    const draw = () => drawBars(canvas, frameMs, { top: TOP, slots: SLOTS, limit: TIC_MS });
    draw();
    const observer = new ResizeObserver(draw);
    observer.observe(canvas);
    return () => observer.disconnect();
  }, [frameMs]);
  const late = frameMs.filter((ms) => ms > TIC_MS).length;
  const text =
    `Median ${quantile(frameMs, 0.5).toFixed(1)} ms, 99 % below ${quantile(frameMs, 0.99).toFixed(1)} ms, ` +
    `${countText(late, 'frame')} of the last ${frameMs.length} over ${TIC_MS.toFixed(1)} ms.`;
  return (
    <section class="panel" aria-labelledby="frame-times-heading">
      <div class="panel-header">
        <h2 id="frame-times-heading">Frame time</h2>
        <p class="fine">
          {countText(frames, 'frame')} so far{paused ? ', paused' : ''}
        </p>
      </div>
      <div class="graph">
        <canvas ref={graph} role="img" aria-label={text} />
        <span class="graph-top" aria-hidden="true">
          {TOP} ms
        </span>
        <span class="graph-limit" aria-hidden="true">
          {TIC_MS.toFixed(1)} ms: a tic
        </span>
      </div>
      <p class="fine">{text}</p>
    </section>
  );
}
