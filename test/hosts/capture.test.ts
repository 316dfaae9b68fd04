import { describe, expect, test } from 'vitest';
import type { HostState } from '../../engine/host/host.ts';
import { HostStateError } from '../../engine/host/state.ts';
import { Played } from './played.ts';

const BACKENDS = ['singlepass', 'native', 'interpreter'];

describe('hosts capture and restore their state (issue 11, 3)', () => {
  const whole = new Played().attach('singlepass').begin().play(24);

  test.each(BACKENDS)('fresh hosts and a fresh instance on %s go on as if nothing had been', (backend) => {
    const before = new Played().attach('singlepass').begin().play(10);
    const states = before.capture();
    const after = new Played(before.now).attach(backend, before.instance).restore(states).play(14);
    expect([...before.frames, ...after.frames]).toEqual(whole.frames);
    expect([...before.sound, ...after.sound]).toEqual(whole.sound);
  });

  test('a capture changes nothing, and is the same a second time', () => {
    const played = new Played().attach('singlepass').begin().play(10);
    expect(played.capture()).toEqual(played.capture());
    played.play(14);
    expect(played.frames).toEqual(whole.frames);
    expect(played.sound).toEqual(whole.sound);
  });

  test('what is restored is captured as the same', () => {
    const before = new Played().attach('singlepass').begin().play(10);
    const states = before.capture();
    const after = new Played(before.now).attach('singlepass', before.instance).restore(states);
    expect(after.capture()).toEqual(states);
  });

  test('a state can be restored again and again, also into the hosts that it comes from', () => {
    const played = new Played().attach('singlepass').begin().play(10);
    const states = played.capture();
    const memory = played.instance.memory('memory').bytes.slice();
    played.play(14);
    const again = new Played(250).attach('singlepass', played.instance);
    for (let i = 0; i < 2; i++) {
      again.instance.memory('memory').bytes.set(memory);
      again.rewind(250).restore(states).play(14);
    }
    const rest = whole.frames.slice(-14);
    expect(again.frames).toEqual([...rest, ...rest]);
    const sound = whole.sound.slice(-again.sound.length / 2);
    expect(again.sound).toEqual([...sound, ...sound]);
  });
});

/** Every value of a state in turn, replaced by what is none of its kind: the paths, and the changed states. */
function* damaged(state: HostState): Generator<[string, unknown]> {
  const paths: (readonly (string | number)[])[] = [];
  const visit = (value: unknown, at: readonly (string | number)[]): void => {
    if (at.length > 0) paths.push(at);
    if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return;
    for (const [key, inner] of Object.entries(value)) visit(inner, [...at, key]);
  };
  visit(state, []);
  for (const at of paths) {
    for (const bad of [Number.NaN, 'x', -(2 ** 60), new Uint8Array(3)]) {
      const copy: unknown = structuredClone(state);
      const last = at.at(-1)!;
      let inner = copy as Record<string | number, unknown>;
      for (const key of at.slice(0, -1)) inner = inner[key] as Record<string | number, unknown>;
      if (Object.is(inner[last], bad) || typeof inner[last] === typeof bad) continue;
      inner[last] = bad;
      yield [at.join('.'), copy];
    }
  }
}

describe('a state that is not valid is refused whole (issue 11, 3)', () => {
  const played = new Played().attach('singlepass').begin().play(10);
  const states = played.capture();

  test.each(played.hosts.map((host, i) => [host.name, host, states[i]!] as const))(
    '%s: any field of another kind',
    (_name, host, state) => {
      let count = 0;
      for (const [place, bad] of damaged(state)) {
        expect(() => host.restore(bad as HostState), place).toThrow(HostStateError);
        count++;
      }
      expect(count).toBeGreaterThan(100);
      expect(played.capture()).toEqual(states);
    },
  );

  test.each([
    ['another host', 0, { host: 'wasi' }],
    ['another version', 0, { version: 2 }],
    ['a field too many', 1, { more: 1 }],
    ['other folders', 1, { trees: [] }],
  ])('%s', (_what, host, change) => {
    const bad = { ...states[host]!, ...change };
    expect(() => played.hosts[host]!.restore(bad)).toThrow(HostStateError);
    expect(played.capture()).toEqual(states);
  });
});
