import type { JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import type { PlacementSettings } from '../screen/placement.ts';
import { createScreen, type Screen } from '../screen/screen.ts';
import { useApp } from '../state/app-context.ts';

interface PictureProps {
  readonly view: PlacementSettings;
  readonly title: string;
}

/** The canvas that the game is seen on. It fills its parent, in the screen's own pixels. */
export function Picture({ view, title }: PictureProps): JSX.Element {
  const { player, speaker, store } = useApp();
  const canvasRef = useRef<HTMLCanvasElement>(null);
  const screenRef = useRef<Screen | undefined>(undefined);
  const { aspect, scaling, flashes } = view;

  useEffect(() => {
    const canvas = canvasRef.current;
    if (canvas === null) return undefined;
    let screen: Screen;
    try {
      screen = createScreen(canvas, { aspect, scaling, flashes });
    } catch (error) {
      store.dispatch({ type: 'toast', kind: 'error', text: (error as Error).message });
      return undefined;
    }
    screenRef.current = screen;
    canvas.dataset['screen'] = screen.kind;
    const stopObserving = observeSize(canvas, (width, height) => screen.resize({ width, height }));
    // For those who measure from outside.
    player.setScreen(screen, (count) => {
      canvas.dataset['frames'] = String(count);
    });
    const stopListening = speaker.onReport((report) => {
      canvas.dataset['sound'] = JSON.stringify(report);
    });
    return () => {
      player.setScreen(undefined);
      stopListening();
      stopObserving();
      screen.dispose();
    };
    // A canvas keeps its context: the view is changed by the next effect.
  }, [player, speaker, store]);

  useEffect(() => screenRef.current?.configure({ aspect, scaling, flashes }), [aspect, scaling, flashes]);

  return <canvas ref={canvasRef} class="picture" tabIndex={0} role="img" aria-label={`${title}, the game`} />;
}

/** Calls back with the element's size in device pixels, now and whenever it changes; the answer ends it. */
function observeSize(element: Element, listener: (width: number, height: number) => void): () => void {
  const observer = new ResizeObserver(([entry]) => {
    const device = entry?.devicePixelContentBoxSize?.[0];
    const css = entry?.contentBoxSize[0];
    const scale = device === undefined ? window.devicePixelRatio : 1;
    const size = device ?? css;
    if (size === undefined) return;
    listener(
      Math.max(1, Math.round(size.inlineSize * scale)),
      Math.max(1, Math.round(size.blockSize * scale)),
    );
  });
  try {
    observer.observe(element, { box: 'device-pixel-content-box' });
  } catch {
    // Safari knows no such box.
    observer.observe(element);
  }
  return () => observer.disconnect();
}
