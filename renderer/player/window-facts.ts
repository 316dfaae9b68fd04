import type { PadMapping } from '../../main/protocol/pads.ts';
import { WINDOW_TEXT_MAX, type WindowFacts, windowFacts } from '../../main/protocol/window-facts.ts';
import { mappingOf } from '../input/pad-mapping.ts';
import { graphicsFacts } from '../screen/graphics.ts';

const PADS_MAX = 16;

/** Browser, graphics, display and gamepads, for diagnostics; null where the browser refuses to tell. */
export function readWindowFacts(mappings: readonly PadMapping[]): WindowFacts | null {
  try {
    const { webgl2, renderer } = graphicsFacts();
    const { screen, innerWidth, innerHeight, devicePixelRatio } = window;
    const pads = (navigator.getGamepads?.() ?? []).filter((pad) => pad !== null);
    const facts = windowFacts.safeParse({
      userAgent: cut(navigator.userAgent),
      graphics: { drawnBy: webgl2 === 'gpu' ? 'webgl2' : '2d', webgl2, renderer: cut(renderer) },
      display: {
        width: screen.width,
        height: screen.height,
        windowWidth: innerWidth,
        windowHeight: innerHeight,
        scale: devicePixelRatio,
        fullscreen: document.fullscreenElement !== null,
      },
      pads: pads.slice(0, PADS_MAX).map((pad) => ({
        id: cut(pad.id),
        mapping: cut(pad.mapping),
        axes: pad.axes.length,
        buttons: pad.buttons.length,
        mapped: pad.mapping !== 'standard' && mappingOf(pad, mappings) !== undefined,
      })),
    });
    return facts.data ?? null;
  } catch {
    // Diagnostics without this part are better than none.
    return null;
  }
}

function cut(text: string): string {
  return text.slice(0, WINDOW_TEXT_MAX);
}
