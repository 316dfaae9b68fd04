import type { JSX } from 'preact';
import { useRef } from 'preact/hooks';
import { Icon } from '../../components/icons.tsx';
import { useApp } from '../../state/app-context.ts';

/** The button that adds WADs: by the system's dialog where the shell has one, else by the browser's. */
export function AddWads({ fileDialogs, adding }: { fileDialogs: boolean; adding: number }): JSX.Element {
  const { commands } = useApp();
  const input = useRef<HTMLInputElement>(null);
  return (
    <div class="add-wads">
      <button
        type="button"
        class="button button-primary"
        disabled={adding > 0}
        onClick={() => (fileDialogs ? void commands.openDialog() : input.current?.click())}
      >
        <Icon name="add" />
        Add WADs…
      </button>
      <p class="fine">or drop them on this window</p>
      {!fileDialogs && (
        <input
          ref={input}
          type="file"
          accept=".wad,.WAD,.deh,.DEH,.bex,.BEX"
          multiple
          hidden
          aria-label="WAD files"
          onChange={(event) => {
            const { files } = event.currentTarget;
            void commands.addFiles(files === null ? [] : [...files]);
            // Else the same file could not be picked again.
            event.currentTarget.value = '';
          }}
        />
      )}
    </div>
  );
}
