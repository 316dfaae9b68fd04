import { createHash } from 'node:crypto';
import { type CapturedGlobal, F32, F64, type StoreCapture, valTypeName } from '../../engine/wasm/index.ts';

/** A global's value; of a NaN not the payload, which arithmetic may choose (§4.3.3). */
function valueText({ type: { type }, value }: CapturedGlobal): string {
  const float = FLOATS.get(type);
  if (float === undefined || typeof value !== 'bigint') return String(value);
  return (value & float.magnitude) > float.infinity ? 'nan' : String(value);
}

const FLOATS = new Map([
  [F32, { magnitude: 0x7fffffffn, infinity: 0x7f800000n }],
  [F64, { magnitude: 0x7fffffffffffffffn, infinity: 0x7ff0000000000000n }],
]);

/** All that a capture says, one line for each part, for comparison: pages as hashes. */
export function captureLines(capture: StoreCapture): string[] {
  const { instances, memories, tables, globals, references } = capture;
  return [
    ...instances.map((instance, i) => `instance ${i}: ${JSON.stringify(instance)}`),
    ...memories.map(({ limits, pages }, i) => {
      const hash = createHash('sha1');
      for (const page of pages) hash.update(page);
      return `memory ${i}: ${JSON.stringify(limits)} ${pages.length} pages ${hash.digest('hex')}`;
    }),
    ...tables.map(({ element, limits, slots }, i) => {
      return `table ${i}: ${valTypeName(element)} ${JSON.stringify(limits)} ${slots.join(' ')}`;
    }),
    ...globals.map((global, i) => `global ${i}: ${JSON.stringify(global.type)} ${valueText(global)}`),
    ...references.map((reference, i) => `reference ${i + 1}: ${JSON.stringify(reference)}`),
  ];
}
