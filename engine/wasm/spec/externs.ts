import {
  type FuncType,
  funcTypeText,
  type GlobalType,
  type Limits,
  type MemoryType,
  sameFuncType,
  type TableType,
  valTypeName,
} from './types.ts';

/** The type of each kind of extern (§2.3.11). */
export interface ExternTypes {
  func: FuncType;
  table: TableType;
  memory: MemoryType;
  global: GlobalType;
}

export type ExternKind = keyof ExternTypes;

/** An external type, tagged with its kind. */
export type ExternType<K extends ExternKind = ExternKind> = {
  [P in K]: { readonly kind: P; readonly type: ExternTypes[P] };
}[K];

/** What is known of a kind. */
interface KindFacts<T> {
  /** In imports and exports of the binary format (§5.5.5, §5.5.10). */
  readonly byte: number;
  /** In messages, and in the JavaScript API. */
  readonly name: string;
  /** Import matching (§3.4 and §4.5.2): functions and globals exactly, limits by inclusion. */
  matches(given: T, wanted: T): boolean;
  /** The type for messages. */
  text(type: T): string;
}

/** The kinds of externs, and what differs between their types. */
export const EXTERN_KINDS: { readonly [K in ExternKind]: KindFacts<ExternTypes[K]> } = {
  func: { byte: 0, name: 'function', matches: sameFuncType, text: funcTypeText },
  table: {
    byte: 1,
    name: 'table',
    matches: (given, wanted) => given.element === wanted.element && limitsMatch(given.limits, wanted.limits),
    text: ({ limits, element }) => `${limitsText(limits)} ${valTypeName(element)}`,
  },
  memory: {
    byte: 2,
    name: 'memory',
    matches: (given, wanted) => limitsMatch(given.limits, wanted.limits),
    text: ({ limits }) => limitsText(limits),
  },
  global: {
    byte: 3,
    name: 'global',
    matches: (given, wanted) => given.type === wanted.type && given.mutable === wanted.mutable,
    text: ({ type, mutable }) => `${mutable ? 'mut ' : ''}${valTypeName(type)}`,
  },
};

const KINDS: readonly ExternKind[] = ['func', 'table', 'memory', 'global'];

/** The kind that the binary format writes as a byte, if there is one. */
export function kindOfByte(byte: number): ExternKind | undefined {
  return KINDS.find((kind) => EXTERN_KINDS[kind].byte === byte);
}

/** `func (i32) -> ()`, `memory 1..2`, `table 3 funcref`, `global mut i32`. */
export function externTypeText<K extends ExternKind>({ kind, type }: ExternType<K>): string {
  return `${kind} ${EXTERN_KINDS[kind].text(type)}`;
}

/** Whether an extern of type `given` may be imported as `wanted` (§3.4). */
export function typesMatch(given: ExternType, wanted: ExternType): boolean {
  return given.kind === wanted.kind && matchAs(given.kind, given.type, wanted.type);
}

function matchAs<K extends ExternKind>(kind: K, given: ExternTypes[K], wanted: ExternTypes[K]): boolean {
  return EXTERN_KINDS[kind].matches(given, wanted);
}

function limitsMatch(given: Limits, wanted: Limits): boolean {
  if (given.min < wanted.min) return false;
  return wanted.max === undefined || (given.max !== undefined && given.max <= wanted.max);
}

function limitsText(limits: Limits): string {
  return limits.max === undefined ? `${limits.min}` : `${limits.min}..${limits.max}`;
}
