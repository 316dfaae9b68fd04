import { useEffect, useState } from 'preact/hooks';
import type { AddOnWarning } from '../../../main/protocol/launcher.ts';
import { useApp } from '../../state/app-context.ts';
import type { Selection } from '../../state/selection.ts';

/** What the launcher says of the chosen add-ons with the chosen game; nothing until it has looked. */
export function useWarnings({ pwads, merge }: Selection, iwad: string | undefined): readonly AddOnWarning[] {
  const { commands } = useApp();
  const [warnings, setWarnings] = useState<readonly AddOnWarning[]>([]);
  // All of the choice, by value.
  const asked = JSON.stringify([iwad, pwads, merge]);
  useEffect(() => {
    let current = true;
    setWarnings([]);
    if (iwad !== undefined)
      void commands.checkAddOns({ iwad, pwads, merge }).then((found) => {
        if (current) setWarnings(found);
      });
    return () => {
      current = false;
    };
  }, [commands, asked]);
  return warnings;
}
