/**
 * Random programs in the text format, the same for the same seed: straight through everything that can trap, with bounded loops and no
 * recursion, so that every call ends. No sign or payload of a NaN can be seen, in memory, as an integer or by copysign: they may differ
 * (§4.3.3).
 */

export type Random = () => number;

type Type = 'i32' | 'i64' | 'f32' | 'f64';

const TYPES: readonly Type[] = ['i32', 'i64', 'f32', 'f64'];
const FUNCTIONS = 8;
const DEPTH = 4;

const CONSTANTS: Readonly<Record<Type, readonly string[]>> = {
  i32: ['0', '1', '-1', '7', '255', '65535', '65536', '0x7fffffff', '0x80000000', '0x12345678'],
  i64: ['0', '1', '-1', '13', '0xffffffff', '0x100000000', '0x7fffffffffffffff', '0x8000000000000000'],
  f32: ['0', '-0', '1.5', '-3.75', '1e10', '2147483648', '-2147483904', 'inf', 'nan', '0x1p-149'],
  f64: ['0', '-0', '0.1', '-3.75', '1e300', '4294967296', '9223372036854775808', '-inf', 'nan', '0x1p-1074'],
};

const INTEGER = [
  'add',
  'sub',
  'mul',
  'div_s',
  'div_u',
  'rem_s',
  'rem_u',
  'and',
  'or',
  'xor',
  'shl',
  'shr_s',
  'shr_u',
  'rotl',
  'rotr',
];
const FLOAT = ['add', 'sub', 'mul', 'div', 'min', 'max'];
const COMPARE = ['eq', 'ne', 'lt_s', 'lt_u', 'gt_s', 'gt_u', 'le_s', 'le_u', 'ge_s', 'ge_u'];
const COMPARE_FLOAT = ['eq', 'ne', 'lt', 'gt', 'le', 'ge'];

/** A module whose exports `f0` to `f7` take an i32, an i64, an f32 and an f64 and answer one of them. */
export function randomProgram(random: Random): string {
  const results = Array.from({ length: FUNCTIONS }, () => pick(random, TYPES));
  const functions = results.map((result, i) =>
    new FunctionWriter(random, results.slice(0, i)).write(i, result),
  );
  return `(module $random
    ${TYPES.map((type) => `(type $${type} (func (param i32 i64 f32 f64) (result ${type})))`).join('\n')}
    (type $other (func))
    (memory (export "memory") 1 2) (data "\\01\\80\\ff\\7f") (data $passive "passive bytes")
    (table $t (export "table") 12 funcref)
    (elem $e (table $t) (i32.const 2) func $f0 $f1 $f2 $f3) (elem $p func $f4 $f5)
    (global $g (mut i32) (i32.const 5)) (global $h (mut i64) (i64.const -5))
    ${functions.join('\n')})`;
}

class FunctionWriter {
  readonly #random: Random;
  readonly #callees: readonly Type[];
  #loops = 0;

  /** `callees`: result types of the functions that may be called. */
  constructor(random: Random, callees: readonly Type[]) {
    this.#random = random;
    this.#callees = callees;
  }

  write(index: number, result: Type): string {
    const body = [this.#statement(DEPTH), this.#statement(DEPTH), this.#expr(result, DEPTH)].join('\n');
    const counters = Array.from({ length: this.#loops }, (_, i) => `(local $n${i} i32)`).join(' ');
    return `(func $f${index} (export "f${index}") (param $i32 i32) (param $i64 i64) (param $f32 f32) (param $f64 f64) (result ${result})
      ${counters} ${body})`;
  }

  #expr(type: Type, depth: number): string {
    if (depth === 0) return this.#leaf(type);
    const sub = (of: Type) => this.#expr(of, depth - 1);
    const special: (() => string)[] = [
      () => this.#leaf(type),
      () => `(select ${sub(type)} ${sub(type)} ${sub('i32')})`,
      () =>
        `(if (result ${type}) ${sub('i32')} (then ${this.#statement(depth - 1)} ${sub(type)}) (else ${sub(type)}))`,
      () => `(block (result ${type}) (br_if 0 ${sub(type)} ${sub('i32')}))`,
      () => `(local.tee $${type} ${sub(type)})`,
      () => this.#call(type, depth),
      () => this.#load(type, depth),
    ];
    const plain = type === 'i32' || type === 'i64' ? this.#integer(type, sub) : this.#float(type, sub);
    return this.#random() % 3 === 0 ? pick(this.#random, special)() : pick(this.#random, plain)();
  }

  #leaf(type: Type): string {
    return this.#random() % 2 === 0
      ? `(local.get $${type})`
      : `(${type}.const ${pick(this.#random, CONSTANTS[type])})`;
  }

  #integer(type: 'i32' | 'i64', sub: (of: Type) => string): (() => string)[] {
    const float = () => pick(this.#random, ['f32', 'f64'] as const);
    const sign = () => pick(this.#random, ['s', 'u']);
    const other: (() => string)[] =
      type === 'i64'
        ? [
            () => `(i64.extend_i32_${sign()} ${sub('i32')})`,
            () => `(i64.extend32_s ${sub('i64')})`,
            () => '(global.get $h)',
          ]
        : [
            () => `(i32.wrap_i64 ${sub('i64')})`,
            () => `(i32.extend8_s ${sub('i32')})`,
            () => `(i64.${pick(this.#random, COMPARE)} ${sub('i64')} ${sub('i64')})`,
            () => this.#floatCompare(float(), sub),
            () => '(global.get $g)',
            () => '(memory.size)',
            () => `(ref.is_null (table.get $t ${this.#index(sub)}))`,
            () => `(table.grow $t (ref.null func) (i32.and (i32.const 1) ${sub('i32')}))`,
          ];
    return [
      () => `(${type}.${pick(this.#random, INTEGER)} ${sub(type)} ${sub(type)})`,
      () => `(${type}.${pick(this.#random, ['clz', 'ctz', 'popcnt'])} ${sub(type)})`,
      () => {
        const from = float();
        const saturating = this.#random() % 2 === 0 ? '_sat' : '';
        return `(${type}.trunc${saturating}_${from}_${sign()} ${sub(from)})`;
      },
      ...other,
    ];
  }

  #floatCompare(type: 'f32' | 'f64', sub: (of: Type) => string): string {
    return `(${type}.${pick(this.#random, COMPARE_FLOAT)} ${sub(type)} ${sub(type)})`;
  }

  #float(type: 'f32' | 'f64', sub: (of: Type) => string): (() => string)[] {
    const from = () => pick(this.#random, ['i32', 'i64'] as const);
    const unary = ['abs', 'neg', 'ceil', 'floor', 'trunc', 'nearest', 'sqrt'];
    return [
      () => `(${type}.${pick(this.#random, FLOAT)} ${sub(type)} ${sub(type)})`,
      () => `(${type}.${pick(this.#random, unary)} ${sub(type)})`,
      () => {
        const source = from();
        return `(${type}.convert_${source}_${pick(this.#random, ['s', 'u'])} ${sub(source)})`;
      },
      () => (type === 'f32' ? `(f32.demote_f64 ${sub('f64')})` : `(f64.promote_f32 ${sub('f32')})`),
    ];
  }

  /** Mostly within the page, sometimes beyond. */
  #address(sub: (of: Type) => string): string {
    const mask = this.#random() % 8 === 0 ? '0x1ffff' : '0xff';
    return `(i32.and (i32.const ${mask}) ${sub('i32')})`;
  }

  #index(sub: (of: Type) => string): string {
    const mask = this.#random() % 8 === 0 ? '15' : '7';
    return `(i32.and (i32.const ${mask}) ${sub('i32')})`;
  }

  #load(type: Type, depth: number): string {
    const width =
      type === 'i32' || type === 'i64' ? pick(this.#random, ['', '8_s', '8_u', '16_s', '16_u']) : '';
    const offset = pick(this.#random, ['', 'offset=3', 'offset=65528']);
    return `(${type}.load${width} ${offset} ${this.#address((of) => this.#expr(of, depth - 1))})`;
  }

  #call(type: Type, depth: number): string {
    const args = TYPES.map((param) => this.#expr(param, Math.min(1, depth - 1))).join(' ');
    const callable = this.#callees.flatMap((result, i) => (result === type ? [i] : []));
    if (callable.length > 0 && this.#random() % 2 === 0)
      return `(call $f${pick(this.#random, callable)} ${args})`;
    // Through the table only from the last functions, to the first: no recursion.
    if (this.#callees.length < FUNCTIONS - 2) return this.#leaf(type);
    return `(call_indirect $t (type $${type}) ${args} ${this.#index((of) => this.#expr(of, 1))})`;
  }

  #statement(depth: number): string {
    if (depth <= 0) return '';
    const sub = (of: Type) => this.#expr(of, depth - 1);
    const type = pick(this.#random, TYPES);
    const length = () => `(i32.and (i32.const 15) ${sub('i32')})`;
    const statements: (() => string)[] = [
      () => `(local.set $${type} ${sub(type)})`,
      () => `(global.set $g ${sub('i32')})`,
      () => `(global.set $h ${sub('i64')})`,
      () => this.#store(type, sub),
      () => `(memory.fill ${this.#address(sub)} ${sub('i32')} ${length()})`,
      () => `(memory.copy ${this.#address(sub)} ${this.#address(sub)} ${length()})`,
      () => `(memory.init $passive ${this.#address(sub)} (i32.const 1) ${length()})`,
      () => (this.#random() % 8 === 0 ? '(data.drop $passive) (elem.drop $p)' : '(nop)'),
      () => `(table.set $t (i32.or (i32.const 6) ${this.#index(sub)}) (ref.null func))`,
      () =>
        `(table.copy $t $t ${this.#index(sub)} ${this.#index(sub)} (i32.and (i32.const 3) ${sub('i32')}))`,
      () => `(table.init $t $p ${this.#index(sub)} (i32.const 0) (i32.and (i32.const 3) ${sub('i32')}))`,
      () => this.#loop(depth),
      () => `(block (br_table 0 0 1 0 ${sub('i32')}))`,
    ];
    return `(block ${pick(this.#random, statements)()})`;
  }

  #store(type: Type, sub: (of: Type) => string): string {
    if (type === 'i32' || type === 'i64') {
      const width = pick(this.#random, ['', '8', '16']);
      return `(${type}.store${width} ${this.#address(sub)} ${sub(type)})`;
    }
    const value = `(local.tee $${type} ${sub(type)})`;
    return `(${type}.store ${this.#address(sub)} (select ${value} (${type}.const 1) (${type}.eq (local.get $${type}) (local.get $${type}))))`;
  }

  #loop(depth: number): string {
    const counter = `$n${this.#loops++}`;
    return `(local.set ${counter} (i32.const 3)) (loop ${this.#statement(depth - 1)}
      (br_if 0 (local.tee ${counter} (i32.sub (local.get ${counter}) (i32.const 1)))))`;
  }
}

export function pick<T>(random: Random, list: readonly T[]): T {
  return list[random() % list.length]!;
}
