import type { JSX } from 'preact';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { PadParts } from '../../../../main/protocol/pads.ts';
import { type ConnectedPad, padName } from '../../../input/connected-pads.ts';
import { MappingRun } from './mapping-run.ts';
import { labelOf, STEPS } from './steps.ts';

export type MappingEnd = 'saved' | 'cancelled' | 'unplugged' | 'idle';

interface MappingDialogProps {
  readonly pad: ConnectedPad;
  /** Answers whether it was stored. */
  readonly onSave: (parts: PadParts) => Promise<boolean>;
  readonly onEnd: (how: MappingEnd) => void;
}

/** Asks for one button after the other. */
export function MappingDialog({ pad, onSave, onEnd }: MappingDialogProps): JSX.Element {
  const dialog = useRef<HTMLDialogElement>(null);
  const [run] = useState(() => new MappingRun());
  const [, setShown] = useState('');
  const ended = useRef(false);
  const [saving, setSaving] = useState(false);

  const end = (how: MappingEnd) => {
    if (ended.current) return;
    ended.current = true;
    dialog.current?.close();
    onEnd(how);
  };
  const refresh = () => setShown(`${run.number} ${run.phase} ${run.taken} ${Object.keys(run.parts).length}`);
  const latest = useRef({ end, refresh });
  latest.current = { end, refresh };

  useLayoutEffect(() => dialog.current?.showModal(), []);
  useEffect(() => {
    let request = 0;
    const look = (now: number) => {
      const raw = navigator.getGamepads()[pad.index];
      if (raw === null || raw === undefined || !raw.connected || raw.id !== pad.id) {
        latest.current.end('unplugged');
        return;
      }
      run.feed(raw, now);
      if (run.part !== undefined && run.idle(now)) {
        latest.current.end('idle');
        return;
      }
      latest.current.refresh();
      request = requestAnimationFrame(look);
    };
    request = requestAnimationFrame(look);
    return () => cancelAnimationFrame(request);
  }, [run, pad]);

  const save = async () => {
    setSaving(true);
    if (await onSave(run.parts)) end('saved');
    else setSaving(false);
  };
  const now = () => performance.now();
  const step = run.part === undefined ? undefined : STEPS[run.number - 1];
  return (
    <dialog
      ref={dialog}
      class="panel pad-dialog"
      aria-labelledby="pad-dialog-heading"
      aria-describedby="pad-dialog-text"
      onCancel={(event) => {
        event.preventDefault();
        end('cancelled');
      }}
    >
      <h2 id="pad-dialog-heading">Set up {padName(pad.id)}</h2>
      <p id="pad-dialog-text" class="fine">
        Press on the pad what is asked for. Skip what it does not have. With one stick you turn by it; with
        none, by the cross.
      </p>
      <div role="status" class="pad-prompt" data-phase={run.phase}>
        {step === undefined ? (
          <p>That was all. Save the mapping.</p>
        ) : (
          <p>
            <span class="fine">
              {run.number} of {STEPS.length}:
            </span>{' '}
            {step.prompt}.
          </p>
        )}
        {run.taken !== undefined && (
          <p class="problem">That is {labelOf(run.taken)} already. Press another one, or skip.</p>
        )}
      </div>
      <div class="pad-buttons">
        <button
          type="button"
          class="button"
          disabled={step === undefined}
          onClick={() => {
            run.skip(now());
            refresh();
          }}
        >
          Skip
        </button>
        <button
          type="button"
          class="button"
          disabled={run.number === 1}
          onClick={() => {
            run.back(now());
            refresh();
          }}
        >
          Back
        </button>
        <button
          type="button"
          class="button button-primary"
          disabled={run.empty || saving}
          onClick={() => void save()}
        >
          Save
        </button>
        <button type="button" class="button button-quiet" onClick={() => end('cancelled')}>
          Cancel
        </button>
      </div>
    </dialog>
  );
}
