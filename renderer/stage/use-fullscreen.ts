import type { RefObject } from 'preact';
import { useCallback, useEffect, useRef } from 'preact/hooks';
import { useApp } from '../state/app-context.ts';
import { Fullscreen } from './fullscreen.ts';

interface FullscreenOptions {
  /** What is shown alone on the screen. */
  readonly stage: RefObject<Element | null>;
  /** Whether the game runs and can be notified. */
  readonly running: boolean;
  /** Whether full screen is wanted from the beginning. */
  readonly atOnce: boolean;
}

/**
 * Keeps the window and the game in the same state of full screen while the component is shown. Each learns of the other's change.
 * Returns what changes it for the player.
 */
export function useFullscreen({ stage, running, atOnce }: FullscreenOptions): () => void {
  const { player, commands, store } = useApp();
  const state = useRef<Fullscreen | undefined>(undefined);
  const wanted = useRef(atOnce);

  const change = useCallback(
    async (on: boolean) => {
      const fullscreen = state.current;
      if (fullscreen === undefined || stage.current === null) return;
      try {
        await (on ? fullscreen.enter(stage.current) : fullscreen.leave());
      } catch (error) {
        const text = `No fullscreen here: ${(error as Error).message}`;
        store.dispatch({ type: 'toast', kind: 'error', text });
        // A game that asked for it believes to be in it.
        player.setFullscreen(fullscreen.on);
      }
    },
    [player, stage, store],
  );

  useEffect(() => {
    const fullscreen = new Fullscreen(commands.setFullscreen, (on) => player.setFullscreen(on));
    state.current = fullscreen;
    const stopListening = commands.onFullscreen((on) => fullscreen.shellSays(on));
    const stopObeying = player.onFullscreenWish((on) => void change(on));
    if (wanted.current) void change(true);
    return () => {
      stopListening();
      stopObeying();
      fullscreen.dispose();
      void fullscreen.leave();
    };
  }, [player, commands, change]);

  useEffect(() => {
    if (running) player.setFullscreen(state.current?.on ?? false);
  }, [player, running]);

  return useCallback(() => void change(state.current?.on !== true), [change]);
}
