import { crc32, deflateSync } from 'node:zlib';
import type { SdlFrame } from '../host/sdl/platform.ts';

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
const TRUECOLOR_ALPHA = 6;
const INDEXED = 3;

/** A frame as a PNG file (ISO/IEC 15948), indexed where the frame is. Done here by hand: it must work when all else has failed. */
export function encodePng(frame: SdlFrame): Uint8Array<ArrayBuffer> {
  const { width, height, pixels } = frame;
  const stride = frame.format === 'indexed' ? width : width * 4;
  const rows = Buffer.alloc((stride + 1) * height);
  // Each row is led by its filter type, 0: none.
  for (let y = 0; y < height; y++)
    rows.set(pixels.subarray(y * stride, (y + 1) * stride), y * (stride + 1) + 1);
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header[8] = 8;
  header[9] = frame.format === 'indexed' ? INDEXED : TRUECOLOR_ALPHA;
  const palette = frame.format === 'indexed' ? [chunk('PLTE', frame.palette)] : [];
  return new Uint8Array(
    Buffer.concat([
      SIGNATURE,
      chunk('IHDR', header),
      ...palette,
      chunk('IDAT', deflateSync(rows)),
      chunk('IEND', new Uint8Array(0)),
    ]),
  );
}

function chunk(type: string, data: Uint8Array): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const chunk = Buffer.alloc(body.length + 8);
  chunk.writeUInt32BE(data.length, 0);
  chunk.set(body, 4);
  chunk.writeUInt32BE(crc32(body) >>> 0, body.length + 4);
  return chunk;
}
