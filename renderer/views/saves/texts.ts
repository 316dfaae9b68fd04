import type { Home, SavedGame } from '../../../main/protocol/homes.ts';

/** What Doom's menu calls its skills. */
export const SKILLS = [
  'I’m too young to die',
  'Hey, not too rough',
  'Hurt me plenty',
  'Ultra-Violence',
  'Nightmare!',
] as const;

/** A level's time as Doom's own last screen has it: "1:05", "1:02:03". */
export function clockText(seconds: number): string {
  const whole = Math.floor(seconds);
  const two = (value: number) => String(value).padStart(2, '0');
  const [hours, minutes] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60];
  return hours === 0 ? `${minutes}:${two(whole % 60)}` : `${hours}:${two(minutes)}:${two(whole % 60)}`;
}

/** Time played, roughly: "12 min", "3 h 5 min". */
export function playedText(seconds: number): string {
  const minutes = Math.round(seconds / 60);
  if (minutes < 1) return 'less than a minute';
  return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** An ISO date where the player is: "22 Nov 2026, 21:45". */
export function dateText(iso: string): string {
  const date = new Date(iso);
  return Number.isNaN(date.getTime())
    ? 'at an unknown time'
    : date.toLocaleString('en-GB', { dateStyle: 'medium', timeStyle: 'short' });
}

/** What a save is called: by its player, else by its place. */
export function saveName({ description, slot }: SavedGame): string {
  return description.trim() === '' ? slotText(slot) : description;
}

/** Where a save lies, as the game's menu counts. */
export function slotText(slot: number | undefined): string {
  return slot === undefined ? 'Recovered' : `Slot ${slot + 1}`;
}

export function skillText(skill: number | undefined): string {
  return SKILLS[skill ?? -1] ?? '';
}

/** A game with its add-ons. */
export function homeTitle({ title, addOns, module }: Home): string {
  const game = [title, ...addOns].join(' + ');
  return module === undefined ? game : `${game} on ${module}`;
}
