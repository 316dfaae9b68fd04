import { UnsupportedError } from './errors.ts';

/**
 * What the engine runs, by the names of the proposals: WebAssembly 2.0, and what is marked as 3.0 (core specification, appendix "Change
 * History"). Two more rules of 3.0's binary format hold, which change nothing for a module of 2.0. Bounds and offsets are 64-bit
 * integers. A memory index replaces each reserved zero byte of 2.0 (§5.4.6), and must be 0 in a module of one memory.
 */
export const FEATURES = [
  'mvp',
  'mutable-globals',
  'sign-extension',
  'saturating-float-to-int',
  'multi-value',
  'reference-types',
  'bulk-memory',
  /**
   * 3.0: arithmetic on integers in constant expressions, and `global.get` of any immutable global that is declared before, the module's own
   * included. The second is younger; it came about in the GC proposal, by whose flag V8 had it until 11.9.
   */
  'extended-const',
  'simd',
] as const;

export type Feature = (typeof FEATURES)[number];

/** Features that a backend may lack, so validation checks whether a module needs them. */
export type OptionalFeature = 'simd';

/** Proposals that the engine can tell from garbage, and does not run. */
export type UnsupportedFeature =
  | 'relaxed-simd'
  | 'half-precision'
  | 'tail-call'
  | 'exception-handling'
  | 'function-references'
  | 'gc'
  | 'threads'
  | 'multi-memory'
  | 'memory64'
  | 'custom-page-sizes'
  | 'custom-descriptors'
  | 'stack-switching'
  | 'wide-arithmetic';

/** First and last opcode of a range that a proposal has taken. */
type OpcodeRange = readonly [first: number, last: number, feature: UnsupportedFeature];

const FOREIGN_OPCODES: readonly OpcodeRange[] = [
  [0x06, 0x0a, 'exception-handling'],
  [0x12, 0x13, 'tail-call'],
  [0x14, 0x15, 'function-references'],
  [0x18, 0x19, 'exception-handling'],
  [0x1f, 0x1f, 'exception-handling'],
  [0xd3, 0xd3, 'gc'],
  [0xd4, 0xd6, 'function-references'],
  [0xe0, 0xe6, 'stack-switching'],
  [0xfb, 0xfb, 'gc'],
  [0xfe, 0xfe, 'threads'],
];

const FOREIGN_PREFIXED: ReadonlyMap<number, readonly OpcodeRange[]> = new Map([
  [0, FOREIGN_OPCODES],
  [
    0xfc,
    [
      [19, 22, 'wide-arithmetic'],
      [0x30, 0x31, 'half-precision'],
    ],
  ],
  [
    0xfd,
    [
      [0x100, 0x113, 'relaxed-simd'],
      [0x120, 0x122, 'half-precision'],
      [0x130, 0x14f, 'half-precision'],
    ],
  ],
]);

/** The proposal that a byte outside the opcode table belongs to, if any: `prefix` 0, or a prefix with the opcode after it. */
export function foreignOpcode(prefix: number, code: number): UnsupportedFeature | undefined {
  const ranges = FOREIGN_PREFIXED.get(prefix);
  return ranges?.find(([first, last]) => code >= first && code <= last)?.[2];
}

/** The proposal that a byte in the place of a value or reference type belongs to, if any. */
export function foreignType(byte: number): UnsupportedFeature | undefined {
  if (byte === 0x63 || byte === 0x64) return 'function-references';
  if (byte === 0x69 || byte === 0x74) return 'exception-handling';
  if (byte === 0x68 || byte === 0x75) return 'stack-switching';
  if (byte >= 0x6a && byte <= 0x73) return 'gc';
  return undefined;
}

/** The proposal that a byte in the place of 0x60, the form of a function type, belongs to, if any. */
export function foreignTypeForm(byte: number): UnsupportedFeature | undefined {
  if (byte === 0x4c || byte === 0x4d) return 'custom-descriptors';
  if (byte === 0x5d) return 'stack-switching';
  return (byte >= 0x4e && byte <= 0x50) || byte === 0x5e || byte === 0x5f ? 'gc' : undefined;
}

/** The refusal of a module that uses a proposal the engine does not run. */
export function needsFeature(feature: UnsupportedFeature, offset: number): UnsupportedError {
  return new UnsupportedError(
    feature,
    `this module needs the WebAssembly feature "${feature}", which this engine does not have`,
    offset,
  );
}
