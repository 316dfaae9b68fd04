import { UnsupportedError } from './errors.ts';

/** What the engine runs: WebAssembly 2.0, and extended constants, by the names of the proposals. */
export const FEATURES = [
  'mvp',
  'mutable-globals',
  'sign-extension',
  'saturating-float-to-int',
  'multi-value',
  'reference-types',
  'bulk-memory',
  'extended-const',
  'simd',
] as const;

export type Feature = (typeof FEATURES)[number];

/** Features that a backend may lack, so that a module is looked at for whether it needs them. */
export type OptionalFeature = 'simd';

/** Proposals that the engine can tell from garbage, and does not run. */
export type ForeignFeature =
  | 'relaxed-simd'
  | 'tail-call'
  | 'exception-handling'
  | 'function-references'
  | 'gc'
  | 'threads'
  | 'multi-memory'
  | 'memory64'
  | 'custom-page-sizes'
  | 'wide-arithmetic';

/** First and last opcode of a range that a proposal has taken. */
type OpcodeRange = readonly [first: number, last: number, feature: ForeignFeature];

const FOREIGN_OPCODES: readonly OpcodeRange[] = [
  [0x06, 0x0a, 'exception-handling'],
  [0x12, 0x13, 'tail-call'],
  [0x14, 0x15, 'function-references'],
  [0x18, 0x19, 'exception-handling'],
  [0x1f, 0x1f, 'exception-handling'],
  [0xd3, 0xd3, 'gc'],
  [0xd4, 0xd6, 'function-references'],
  [0xfb, 0xfb, 'gc'],
  [0xfe, 0xfe, 'threads'],
];

const FOREIGN_PREFIXED: ReadonlyMap<number, readonly OpcodeRange[]> = new Map([
  [0, FOREIGN_OPCODES],
  [0xfc, [[19, 22, 'wide-arithmetic']]],
  [0xfd, [[0x100, 0x12f, 'relaxed-simd']]],
]);

/** The proposal that a byte outside the opcode table belongs to, if any: `prefix` 0, or a prefix with the opcode after it. */
export function foreignOpcode(prefix: number, code: number): ForeignFeature | undefined {
  const ranges = FOREIGN_PREFIXED.get(prefix);
  return ranges?.find(([first, last]) => code >= first && code <= last)?.[2];
}

/** The proposal that a byte in the place of a value or reference type belongs to, if any. */
export function foreignType(byte: number): ForeignFeature | undefined {
  if (byte === 0x63 || byte === 0x64) return 'function-references';
  if (byte === 0x69 || byte === 0x74) return 'exception-handling';
  if (byte >= 0x6a && byte <= 0x73) return 'gc';
  return undefined;
}

/** The proposal that a byte in the place of 0x60, the form of a function type, belongs to, if any. */
export function foreignTypeForm(byte: number): ForeignFeature | undefined {
  return (byte >= 0x4c && byte <= 0x50) || byte === 0x5e || byte === 0x5f ? 'gc' : undefined;
}

/** The refusal of a module that uses a proposal the engine does not run. */
export function needsFeature(feature: ForeignFeature, offset: number): UnsupportedError {
  return new UnsupportedError(
    feature,
    `this module needs the WebAssembly feature "${feature}", which this engine does not have`,
    offset,
  );
}
