import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { drawBars } from '../screen/bars.ts';
import type { FrameRate } from '../screen/frame-meter.ts';
import { useApp } from '../state/app-context.ts';
import { countText } from '../text/figures.ts';

/** How often the figures change, in milliseconds: often enough to follow, seldom enough to read. */
const REFRESH = 250;
/** The top of the little graph, in milliseconds a frame. */
const GRAPH_TOP = 60;

/** Frames a second and frame times, over the game. */
export function PaceOverlay(): JSX.Element {
  const { player, speaker } = useApp();
  const [pace, setPace] = useState<FrameRate>();
  const sound = speaker.stats;
  const graph = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const timer = setInterval(() => {
      const now = player.meter.pace(performance.now());
      setPace(now);
      if (graph.current !== null)
        drawBars(graph.current, now?.intervals ?? [], { top: GRAPH_TOP, slots: 120 });
    }, REFRESH);
    return () => clearInterval(timer);
  }, [player]);
  return (
    <div class="pace" data-testid="pace">
      <p>
        <strong>{pace === undefined ? '–' : Math.round(pace.framesPerSecond)}</strong> fps
      </p>
      <p>{pace === undefined ? '–' : `${pace.meanMs.toFixed(1)} ms, worst ${pace.worstMs.toFixed(0)}`}</p>
      {sound !== undefined && (
        <p>
          sound {sound.waitMs.toFixed(0)} ms, {countText(sound.underruns, 'gap')}
        </p>
      )}
      <canvas ref={graph} class="pace-graph" />
    </div>
  );
}
