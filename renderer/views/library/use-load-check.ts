import { useEffect, useState } from 'preact/hooks';
import type { LoadCheck, OwnChoice } from '../../../main/protocol/launcher.ts';
import { useApp } from '../../state/app-context.ts';
import type { Selection } from '../../state/selection.ts';

/** What is known of the chosen load order. */
export interface CheckedLoad {
  /** Undefined until the launcher has looked. */
  readonly check: LoadCheck | undefined;
  /** What the player has chosen of how it is played. */
  readonly own: OwnChoice;
  /** Stores another choice, and has the launcher look again. */
  choose(own: OwnChoice): void;
}

const NOTHING: OwnChoice = {};

/** What plays the chosen game and add-ons, and what the launcher says of them. */
export function useLoadCheck({ pwads, merge }: Selection, iwad: string | undefined): CheckedLoad {
  const { commands } = useApp();
  const [check, setCheck] = useState<LoadCheck>();
  const [own, setOwn] = useState<OwnChoice>(NOTHING);
  // All of the choice, by value.
  const asked = JSON.stringify([iwad, pwads, merge]);
  useEffect(() => {
    let current = true;
    setCheck(undefined);
    setOwn(NOTHING);
    const look = async (files: Selection & { iwad: string }) => {
      const chosen = await commands.readChoice(files);
      const found = await commands.checkAddOns(files, chosen.port);
      if (!current) return;
      setOwn(chosen);
      setCheck(found);
    };
    if (iwad !== undefined) void look({ iwad, pwads, merge });
    return () => {
      current = false;
    };
  }, [commands, asked]);
  const choose = async (wanted: OwnChoice) => {
    if (iwad === undefined) return;
    const files = { iwad, pwads, merge };
    setOwn(wanted);
    const stored = await commands.writeChoice(files, wanted);
    setOwn(stored ?? own);
    if (stored?.port !== own.port) setCheck(await commands.checkAddOns(files, stored?.port));
  };
  return { check, own, choose: (wanted) => void choose(wanted) };
}
