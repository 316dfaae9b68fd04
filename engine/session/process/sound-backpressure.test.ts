import { expect, it } from 'vitest';
import { type Sound, sound } from '../../host/events.ts';
import { SoundBackpressure } from './sound-backpressure.ts';

/** A tenth of a second. */
const block = () => ({ rate: 44_100, samples: new Int16Array(4410 * 2).fill(-2) });

it('sends a second ahead of what was acknowledged, and drops what is beyond', () => {
  const sent: Sound[] = [];
  const valve = new SoundBackpressure((message) => sent.push(message));
  for (let i = 0; i < 50; i++) valve.offer(block());
  expect(sent.map(({ seq }) => seq)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  valve.acknowledge(3);
  for (let i = 0; i < 50; i++) valve.offer(block());
  expect(sent.length).toBe(13);
  valve.acknowledge(1000);
  valve.offer(block());
  expect(sent.at(-1)?.seq).toBe(14);
  expect(valve).toMatchObject({ blocks: 101, dropped: 87 });
});

it('sends messages of the protocol: bytes of whole frames', () => {
  const sent: Sound[] = [];
  const valve = new SoundBackpressure((message) => sent.push(message));
  valve.offer(block());
  const message = sound.parse(sent[0]);
  valve.offer(block(), { time: 12.5, waitedMs: 3 });
  expect(sound.parse(sent[1]).key).toEqual({ time: 12.5, waitedMs: 3 });
  expect(message).toMatchObject({ type: 'sound', rate: 44_100 });
  expect([...message.samples.subarray(0, 4)]).toEqual([254, 255, 254, 255]);
  expect(sound.safeParse({ ...message, samples: new Uint8Array(6) }).success).toBe(false);
  expect(sound.safeParse({ ...message, samples: new Uint8Array(800_000) }).success).toBe(false);
  expect(sound.safeParse({ ...message, rate: 1e9 }).success).toBe(false);
});
