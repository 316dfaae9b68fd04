import { describe, expect, it } from 'vitest';
import { ENDS, FREEDOOM_1, FREEDOOM_2, SESSION, STATE, STATS, wad } from '../../test/window/fixtures.ts';
import {
  type AppAction,
  activeSession,
  chosenGame,
  endedSession,
  games,
  INITIAL_STATE,
  reduce,
} from './app-state.ts';

const stateAfter = (...actions: AppAction[]) => actions.reduce(reduce, INITIAL_STATE);
const launcher = (change: Partial<typeof STATE> = {}): AppAction => ({
  type: 'launcher',
  state: { ...STATE, ...change },
});
const ended = { ...SESSION, status: 'ended' as const, end: ENDS.trap };

describe('sessions', () => {
  it('are active from their start to their end', () => {
    expect(activeSession(stateAfter(launcher()))).toBeUndefined();
    expect(activeSession(stateAfter(launcher({ session: { ...SESSION, status: 'starting' } })))?.id).toBe(1);
    expect(activeSession(stateAfter(launcher({ session: SESSION })))?.id).toBe(1);
    expect(activeSession(stateAfter(launcher({ session: ended })))).toBeUndefined();
  });

  it('show their end until it is put away, and the next one’s again', () => {
    const over = stateAfter(launcher({ session: ended }));
    expect(endedSession(over)?.end).toEqual(ENDS.trap);
    const away = reduce(over, { type: 'dismiss-end', session: 1 });
    expect(endedSession(away)).toBeUndefined();
    const next = reduce(away, launcher({ session: { ...ended, id: 2 } }));
    expect(endedSession(next)?.id).toBe(2);
  });

  it('keep their figures until another begins', () => {
    const state = stateAfter(launcher({ session: SESSION }), { type: 'stats', stats: STATS });
    expect(reduce(state, launcher({ session: ended })).stats).toBe(STATS);
    expect(reduce(state, launcher({ session: { ...SESSION, id: 2 } })).stats).toBeUndefined();
  });
});

describe('the chosen game', () => {
  it('is the first that can be played, bundled ones before others', () => {
    const mine = wad('Doom II');
    expect(games([mine, FREEDOOM_2]).map(({ id }) => id)).toEqual([FREEDOOM_2.id, mine.id]);
    const broken = {
      ...FREEDOOM_1,
      problem: { code: 'entry-missing' as const, params: { path: FREEDOOM_1.path } },
    };
    expect(chosenGame(stateAfter(launcher({ library: [broken, mine] })))).toBe(mine);
    expect(chosenGame(stateAfter(launcher({ library: [] })))).toBeUndefined();
  });

  it('is the player’s choice as long as it is there', () => {
    const state = stateAfter(launcher(), {
      type: 'select',
      selection: { iwad: FREEDOOM_2.id, pwads: [], merge: [] },
    });
    expect(chosenGame(state)).toBe(FREEDOOM_2);
    expect(chosenGame(reduce(state, launcher({ library: [FREEDOOM_1] })))).toBe(FREEDOOM_1);
  });
});

describe('toasts', () => {
  const toast = (text: string): AppAction => ({ type: 'toast', kind: 'error', text });

  it('say the same thing once, and the newest of many', () => {
    const texts = stateAfter(...['a', 'b', 'a'].map(toast)).toasts.map(({ text }) => text);
    expect(texts).toEqual(['b', 'a']);
    expect(stateAfter(...['a', 'b', 'c', 'd', 'e'].map(toast)).toasts.map(({ text }) => text)).toEqual([
      'b',
      'c',
      'd',
      'e',
    ]);
  });

  it('are put away one by one', () => {
    const state = stateAfter(toast('a'), toast('b'));
    const [first] = state.toasts;
    expect(reduce(state, { type: 'dismiss-toast', id: first!.id }).toasts.map(({ text }) => text)).toEqual([
      'b',
    ]);
  });
});
