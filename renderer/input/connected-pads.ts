import { useEffect, useState } from 'preact/hooks';

/** A pad as lists show it. */
export interface ConnectedPad {
  readonly index: number;
  readonly id: string;
  readonly standard: boolean;
}

/** How often is looked for pads that came or went without an event, in milliseconds. */
const LOOK_MS = 1000;

/** The pads that are connected now. Browsers show one only after its first button. */
export function connectedPads(): ConnectedPad[] {
  return [...(navigator.getGamepads?.() ?? [])]
    .filter((pad) => pad?.connected === true)
    .map((pad) => ({ index: pad!.index, id: pad!.id, standard: pad!.mapping === 'standard' }));
}

/** The same, as it changes. */
export function useConnectedPads(): readonly ConnectedPad[] {
  const [pads, setPads] = useState(connectedPads);
  useEffect(() => {
    const look = () =>
      setPads((before) => {
        const now = connectedPads();
        return JSON.stringify(now) === JSON.stringify(before) ? before : now;
      });
    look();
    const timer = setInterval(look, LOOK_MS);
    window.addEventListener('gamepadconnected', look);
    window.addEventListener('gamepaddisconnected', look);
    return () => {
      clearInterval(timer);
      window.removeEventListener('gamepadconnected', look);
      window.removeEventListener('gamepaddisconnected', look);
    };
  }, []);
  return pads;
}

/** A pad's name without what browsers add: "Name (Vendor: 045e Product: 028e)", "045e-028e-Name". */
export function padName(id: string): string {
  const name = id
    .replace(/\s*\((?:STANDARD GAMEPAD\s*)?(?:Vendor: .*)?\)$/, '')
    .replace(/^[\da-f]{1,4}-[\da-f]{1,4}-/i, '');
  return name.trim() || 'Gamepad';
}
