import type { JSX } from 'preact';
import { useRef } from 'preact/hooks';
import { Icon } from './icons.tsx';

interface ImportButtonProps {
  /** What the button does, for who does not see where it stands. */
  readonly label: string;
  /** What kind of file the player may choose. */
  readonly fileLabel: string;
  /** As of an `<input type="file">`. */
  readonly accept: string;
  readonly disabled?: boolean;
  readonly onFile: (file: File) => void;
}

/** A button that has the player pick one file. */
export function ImportButton({ label, fileLabel, accept, disabled, onFile }: ImportButtonProps): JSX.Element {
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <button
        type="button"
        class="button"
        disabled={disabled}
        aria-label={label}
        onClick={() => input.current?.click()}
      >
        <Icon name="add" />
        Import…
      </button>
      <input
        ref={input}
        type="file"
        accept={accept}
        hidden
        aria-label={fileLabel}
        onChange={(event) => {
          const file = event.currentTarget.files?.[0];
          if (file !== undefined) onFile(file);
          // Else the same file could not be picked again.
          event.currentTarget.value = '';
        }}
      />
    </>
  );
}
