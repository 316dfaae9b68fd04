import { expect, it } from 'vitest';
import { decode, encode } from '../../main/protocol/wire.ts';
import { SoundLine } from './sound-line.ts';

const sound = (seq: number) => ({ type: 'sound', seq, rate: 44_100, samples: Uint8Array.of(1, 0, 2, 0) });
const message = (session: number, content: unknown) =>
  encode({ kind: 'player', session, message: content } as object);

function setup() {
  const sent: unknown[] = [];
  const line = new SoundLine((data) => sent.push(decode(data)));
  const played: number[][] = [];
  let closed = false;
  const speaker = {
    postMessage: ({ samples }: { samples: ArrayBuffer }) => played.push([...new Int16Array(samples)]),
    close: () => {
      closed = true;
    },
  };
  return { line, sent, played, speaker, isClosed: () => closed };
}

it('leaves everything to the page until there is a speaker', () => {
  const { line, sent } = setup();
  expect(line.take(message(1, sound(1)))).toBe(false);
  expect(sent).toEqual([]);
});

it('hands sound to the speaker and acknowledges it', () => {
  const { line, sent, played, speaker } = setup();
  line.connect(1, speaker);
  expect(line.take(message(1, sound(7)))).toBe(true);
  expect(played).toEqual([[1, 2]]);
  expect(sent).toEqual([{ kind: 'player', session: 1, message: { type: 'sound-ack', seq: 7 } }]);
});

it('leaves to the page what is no sound, of another session, or not as it should be', () => {
  const { line, sent, played, speaker } = setup();
  line.connect(1, speaker);
  for (const data of [
    message(1, { type: 'title', title: 'Doom' }),
    message(2, sound(1)),
    message(1, { ...sound(1), rate: 1 }),
    message(1, { ...sound(1), samples: new Uint8Array(3) }),
    encode({ kind: 'event', name: 'homes', payload: { home: 'any' } }),
    Uint8Array.of(1, 2, 3),
  ])
    expect(line.take(data)).toBe(false);
  expect(played).toEqual([]);
  expect(sent).toEqual([]);
});

it('lets go of a speaker when there is another', () => {
  const { line, speaker, isClosed } = setup();
  line.connect(1, speaker);
  const next = setup();
  line.connect(2, next.speaker);
  expect(isClosed()).toBe(true);
  expect(line.take(message(2, sound(1)))).toBe(true);
  expect(next.played).toHaveLength(1);
});
