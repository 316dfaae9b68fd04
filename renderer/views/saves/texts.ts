import { DEFAULT_PORT, sourcePortFacts } from '../../../engine/games/source-ports.ts';
import type { Home, SavedGame } from '../../../main/protocol/homes.ts';
import { AUTO_SAVE, slotText } from '../../../main/protocol/texts/homes.ts';
import { SKILLS } from '../../text/skills.ts';

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
  return description.trim() === '' ? placeText(slot) : description;
}

/** Where a save is, as the game's menu counts. */
export function placeText(slot: number | undefined): string {
  if (slot === undefined) return 'Recovered';
  if (slot === AUTO_SAVE) return 'Automatic save';
  const text = slotText(slot);
  return text.charAt(0).toUpperCase() + text.slice(1);
}

export function skillText(skill: number | undefined): string {
  return SKILLS[skill ?? -1] ?? '';
}

/** A game with its add-ons, and what plays it where that is not the first source port. */
export function homeTitle({
  title,
  addOns,
  port,
  module,
}: Pick<Home, 'title' | 'addOns' | 'port' | 'module'>): string {
  const game = [title, ...addOns].join(' + ');
  const player = module ?? (port === DEFAULT_PORT ? undefined : sourcePortFacts(port).title);
  return player === undefined ? game : `${game} on ${player}`;
}
