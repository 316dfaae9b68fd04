import { inflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { type Frame, frame as frameSchema } from '../../host/events.ts';
import type { SdlFrame } from '../../host/platform.ts';
import { encodePng } from '../../host/png.ts';
import { LatestFrameQueue } from './latest-frame-queue.ts';

const picture = (shade: number): SdlFrame => ({
  format: 'indexed',
  width: 2,
  height: 1,
  pixels: new Uint8Array([shade, shade]),
  palette: new Uint8Array(768),
});

describe('the frame slot', () => {
  it('has one frame on its way, and the newest of those that wait goes next', () => {
    const sent: Frame[] = [];
    const slot = new LatestFrameQueue((frame) => sent.push(frame));
    for (const shade of [1, 2, 3]) slot.offer(picture(shade));
    expect(sent.map(({ seq, pixels }) => [seq, pixels[0]])).toEqual([[1, 1]]);
    slot.acknowledge(1);
    expect(sent.map(({ seq, pixels }) => [seq, pixels[0]])).toEqual([
      [1, 1],
      [2, 3],
    ]);
    slot.acknowledge(1);
    slot.acknowledge(99);
    slot.offer(picture(4));
    expect(sent.length).toBe(2);
    slot.acknowledge(2);
    expect(sent.length).toBe(3);
    slot.acknowledge(3);
    expect(sent.length).toBe(3);
    expect(slot.newest).toEqual(picture(4));
    for (const frame of sent) expect(frameSchema.safeParse(frame).success).toBe(true);
  });
});

describe('PNG', () => {
  it('holds an indexed picture and its palette', () => {
    const chunks = chunksOf(encodePng(picture(7)));
    expect(chunks.map(({ type }) => type)).toEqual(['IHDR', 'PLTE', 'IDAT', 'IEND']);
    expect([...chunks[0].data]).toEqual([0, 0, 0, 2, 0, 0, 0, 1, 8, 3, 0, 0, 0]);
    expect([...inflateSync(chunks[2].data)]).toEqual([0, 7, 7]);
  });

  it('has pixels of the shape that is wanted', () => {
    const column = {
      format: 'rgba',
      width: 1,
      height: 5,
      pixels: new Uint8Array(20).map((_, i) => i >> 2),
    } as const;
    const chunks = chunksOf(encodePng(column, { width: 1, height: 1.2 }));
    expect([...chunks[0].data.subarray(0, 8)]).toEqual([0, 0, 0, 1, 0, 0, 0, 6]);
    const rows = [...inflateSync(chunks[1].data)].filter((_, i) => i % 5 === 1);
    expect(rows).toEqual([0, 0, 1, 2, 3, 4]);
  });

  it('holds an RGBA picture', () => {
    const pixels = new Uint8Array([1, 2, 3, 255, 4, 5, 6, 255]);
    const chunks = chunksOf(encodePng({ format: 'rgba', width: 1, height: 2, pixels }));
    expect([...inflateSync(chunks[1].data)]).toEqual([0, 1, 2, 3, 255, 0, 4, 5, 6, 255]);
  });
});

function chunksOf(png: Uint8Array): { type: string; data: Uint8Array }[] {
  const view = new DataView(png.buffer, png.byteOffset);
  const chunks = [];
  for (let at = 8; at < png.length; ) {
    const length = view.getUint32(at);
    const type = Buffer.from(png.subarray(at + 4, at + 8)).toString();
    chunks.push({ type, data: png.subarray(at + 8, at + 8 + length) });
    at += length + 12;
  }
  return chunks;
}
