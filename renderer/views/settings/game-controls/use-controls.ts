import { useCallback, useEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { ControlChanges, ControlsState } from '../../../../main/protocol/controls.ts';
import type { RequestArgument } from '../../../../main/protocol/launcher.ts';
import { useApp } from '../../../state/app-context.ts';
import { allValues, inverse } from './edits.ts';

export interface Edited {
  /** Undefined until it is there. */
  readonly view: ControlsState | undefined;
  /** Why there is no view. */
  readonly failed: string;
  /** What to say of the last change. */
  readonly saved: string;
  readonly undoable: boolean;
  change(changes: ControlChanges, said?: string): void;
  undo(): void;
  useEverywhere(): void;
}

/** The controls of a game with its add-ons (a request's argument as JSON), read anew when `occasion` changes. */
export function useControls(what: string | undefined, occasion: string): Edited {
  const { commands } = useApp();
  const [view, setView] = useState<ControlsState | undefined>(undefined);
  const [failed, setFailed] = useState('');
  const [saved, setSaved] = useState('');
  const [undos, setUndos] = useState<readonly ControlChanges[]>([]);
  const latest = useRef<ControlsState | undefined>(undefined);
  latest.current = view;
  const of = useMemo(
    () => (what === undefined ? undefined : (JSON.parse(what) as RequestArgument<'controls.read'>)),
    [what],
  );

  useEffect(() => {
    setUndos([]);
    setSaved('');
  }, [of]);
  useEffect(() => {
    if (of === undefined) return undefined;
    let current = true;
    commands.readControls(of).then(
      (read) => {
        if (current) setView(read);
      },
      (error: Error) => {
        if (!current) return;
        setView(undefined);
        setFailed(error.message);
      },
    );
    return () => {
      current = false;
    };
    // A game that ends has written its configuration.
  }, [commands, of, occasion]);

  const write = useCallback(
    async (changes: ControlChanges, everywhere: boolean, said: string) => {
      if (of === undefined) return false;
      setSaved('');
      const next = await commands.writeControls({ of, changes: { ...changes }, everywhere });
      if (next === undefined) return false;
      setView(next);
      setSaved(said);
      return true;
    },
    [commands, of],
  );
  const change = useCallback(
    (changes: ControlChanges, said = 'Saved.') => {
      const back = inverse(latest.current?.controls ?? [], changes);
      void write(changes, false, said).then((done) => {
        if (done) setUndos((before) => [...before, back]);
      });
    },
    [write],
  );
  const undo = () => {
    const back = undos.at(-1);
    if (back === undefined) return;
    void write(back, false, 'Undone.').then((done) => {
      if (done) setUndos((before) => before.slice(0, -1));
    });
  };
  const useEverywhere = () =>
    void write(allValues(view?.controls ?? []), true, 'All games have these controls.');
  return { view, failed, saved, undoable: undos.length > 0, change, undo, useEverywhere };
}
