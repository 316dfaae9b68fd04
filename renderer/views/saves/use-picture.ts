import { useEffect, useState } from 'preact/hooks';
import { useApp } from '../../state/app-context.ts';

/**
 * The address of a file's picture, while the component is shown; undefined as long as there is none. `version` changes with the file's
 * content.
 */
export function usePicture(home: string, file: string, version: string): string | undefined {
  const { commands } = useApp();
  const [address, setAddress] = useState<string>();
  useEffect(() => {
    let gone = false;
    let made: string | undefined;
    void commands.homePicture(home, file).then((png) => {
      if (gone || png === undefined) return;
      made = URL.createObjectURL(new Blob([png.slice()], { type: 'image/png' }));
      setAddress(made);
    });
    return () => {
      gone = true;
      setAddress(undefined);
      if (made !== undefined) URL.revokeObjectURL(made);
    };
  }, [commands, home, file, version]);
  return address;
}
