/**
 * The operations of the register code, each with what it does: the executable specification of the interpreter. `loop.ts` makes one
 * `switch` of them, `translate.ts` makes code of them.
 *
 * An operation is a number, the row's position, followed by a word for each of its fields:
 *
 * | field | content |
 * | --- | --- |
 * | `d` | register of the result |
 * | `a` `b` `c` | registers of operands |
 * | `k` `l` `m` `n` | immediates |
 * | `t` | where in the function's code a branch goes |
 *
 * A register is a slot of the frame; values take two slots (a v128 four), so that all are aligned. The text names a field after `$` and
 * a letter for how the slot is seen:
 *
 * | letter | what |
 * | --- | --- |
 * | `i` | an int32: an i32, the bits of an f32, the low half of an i64 or an f64 |
 * | `h` | the slot after it: the high half |
 * | `f` `g` | an f32, an f64 |
 * | `r` | a reference |
 * | `s` | the slot's number, for what takes several slots |
 *
 * and the bare letter for an immediate. An f32 or f64 that is only moved is moved as integers, so that every NaN keeps its bits. There
 * is one operation for all types whose values are moved alike. Results may replace operands: everything is read before the first
 * slot is written.
 *
 * Names in the text:
 * - `S` the slots, `fp` the frame's first, `t` `u` scratch;
 * - `A` the helpers of arithmetic, `V` of vectors, `H` where they leave high halves;
 * - `view` and `limit` the memory's view and size, `I` the instance (see instance.ts), `G` its globals' cells;
 * - the rest of the loop's variables where an operation leaves the frame.
 *
 * The called functions raise traps.
 */
export interface Operation {
  readonly name: string;
  readonly fields: string;
  readonly text: string;
  /**
   * Where execution continues:
   * - `next`: behind the operation;
   * - `branch`: at `t` if the text, a condition, holds;
   * - `jump`: at `target`, which the text sets;
   * - `call`: in `callee`, which the text sets, with its frame at `d`;
   * - `return`: in the caller.
   */
  readonly flow: 'next' | 'branch' | 'jump' | 'call' | 'return';
}

const rows: Operation[] = [];

function add(name: string, fields: string, text: string, flow: Operation['flow'] = 'next'): void {
  rows.push({ name, fields, text, flow });
}

/** An operation and its form with a constant second operand, which has `:k` behind its name. */
function addBinary(name: string, text: string): void {
  add(name, 'dab', `$id=${text};`);
  add(`${name}:k`, 'dak', `$id=${text.replaceAll('$ib', '$k')};`);
}

/** Comparisons of i32: as values, and fused with the branch that depends on them, each with a second operand that may be constant. */
export const COMPARISONS: Readonly<Record<string, string>> = {
  'i32.eq': '$ia===$ib',
  'i32.ne': '$ia!==$ib',
  'i32.lt_s': '$ia<$ib',
  'i32.ge_s': '$ia>=$ib',
  'i32.gt_s': '$ia>$ib',
  'i32.le_s': '$ia<=$ib',
  'i32.lt_u': '$ia>>>0<$ib>>>0',
  'i32.ge_u': '$ia>>>0>=$ib>>>0',
  'i32.gt_u': '$ia>>>0>$ib>>>0',
  'i32.le_u': '$ia>>>0<=$ib>>>0',
};

const I32_BINARY: Readonly<Record<string, string>> = {
  'i32.add': '$ia+$ib',
  'i32.sub': '$ia-$ib',
  'i32.mul': 'Math.imul($ia,$ib)',
  'i32.and': '$ia&$ib',
  'i32.or': '$ia|$ib',
  'i32.xor': '$ia^$ib',
  'i32.shl': '$ia<<$ib',
  'i32.shr_s': '$ia>>$ib',
  'i32.shr_u': '$ia>>>$ib',
  'i32.rotl': '$ia<<$ib|$ia>>>(32-$ib)',
  'i32.rotr': '$ia>>>$ib|$ia<<(32-$ib)',
};

for (const [name, text] of Object.entries(I32_BINARY)) addBinary(name, `${text}|0`);
for (const [name, text] of Object.entries(COMPARISONS)) {
  addBinary(name, `(${text})|0`);
  add(`br ${name}`, 'abt', text, 'branch');
  add(`br ${name}:k`, 'akt', text.replaceAll('$ib', '$k'), 'branch');
}
// A field of bits.
add('i32.shr_u:k i32.and:k', 'dakl', '$id=$ia>>>$k&$l;');
add('i32.eqz', 'da', '$id=($ia===0)|0;');
add('i32.div_s', 'dab', '$id=A.divS32($ia,$ib);');
add('i32.div_u', 'dab', '$id=A.divU32($ia,$ib);');
add('i32.rem_s', 'dab', '$id=A.remS32($ia,$ib);');
add('i32.rem_u', 'dab', '$id=A.remU32($ia,$ib);');
add('i32.clz', 'da', '$id=Math.clz32($ia);');
add('i32.ctz', 'da', '$id=A.ctz($ia);');
add('i32.popcnt', 'da', '$id=A.popcnt($ia);');
add('i32.extend8_s', 'da', '$id=$ia<<24>>24;');
add('i32.extend16_s', 'da', '$id=$ia<<16>>16;');

// i64: pairs of int32. What helpers compute comes as the low half, the high half in `H[1]`.
const PAIR = '$hd=H[1];$id=t;';
const SIGNED = '$hd=t>>31;$id=t;';
const EQUAL = '(($ia^$ib)|($ha^$hb))===0';
const lessS = (strict: boolean) => `$ha<$hb||$ha===$hb&&$ia>>>0${strict ? '<' : '<='}$ib>>>0`;
const lessU = (strict: boolean) => `$ha>>>0<$hb>>>0||$ha===$hb&&$ia>>>0${strict ? '<' : '<='}$ib>>>0`;
const swapped = (text: string) =>
  text.replace(/\$(.)([ab])/g, (_, how, field) => `$${how}${field === 'a' ? 'b' : 'a'}`);

add('i64.add', 'dab', 't=$ia+$ib|0;$hd=$ha+$hb+((t>>>0<$ia>>>0)|0)|0;$id=t;');
add('i64.sub', 'dab', 't=$ia-$ib|0;$hd=$ha-$hb-(($ia>>>0<$ib>>>0)|0)|0;$id=t;');
for (const [name, operator] of Object.entries({ and: '&', or: '|', xor: '^' })) {
  add(`i64.${name}`, 'dab', `t=$ia${operator}$ib;$hd=$ha${operator}$hb;$id=t;`);
}
for (const [name, helper] of Object.entries({
  mul: 'mul64',
  div_s: 'divS64',
  div_u: 'divU64',
  rem_s: 'remS64',
  rem_u: 'remU64',
})) {
  add(`i64.${name}`, 'dab', `t=A.${helper}($ia,$ha,$ib,$hb);${PAIR}`);
}
for (const [name, helper] of Object.entries({
  shl: 'shl64',
  shr_s: 'shrS64',
  shr_u: 'shrU64',
  rotl: 'rotl64',
  rotr: 'rotr64',
})) {
  add(`i64.${name}`, 'dab', `t=A.${helper}($ia,$ha,$ib);${PAIR}`);
}
for (const [name, text] of Object.entries({
  eq: EQUAL,
  ne: `!(${EQUAL})`,
  lt_s: lessS(true),
  lt_u: lessU(true),
  gt_s: swapped(lessS(true)),
  gt_u: swapped(lessU(true)),
  le_s: lessS(false),
  le_u: lessU(false),
  ge_s: swapped(lessS(false)),
  ge_u: swapped(lessU(false)),
})) {
  add(`i64.${name}`, 'dab', `$id=(${text})|0;`);
}
add('i64.eqz', 'da', '$id=(($ia|$ha)===0)|0;');
add('i64.clz', 'da', 't=$ha===0?32+Math.clz32($ia):Math.clz32($ha);$hd=0;$id=t;');
add('i64.ctz', 'da', 't=$ia===0?32+A.ctz($ha):A.ctz($ia);$hd=0;$id=t;');
add('i64.popcnt', 'da', 't=A.popcnt($ia)+A.popcnt($ha);$hd=0;$id=t;');
add('i64.extend8_s', 'da', `t=$ia<<24>>24;${SIGNED}`);
add('i64.extend16_s', 'da', `t=$ia<<16>>16;${SIGNED}`);
add('i64.extend_i32_s', 'da', `t=$ia;${SIGNED}`);
add('i64.extend_i32_u', 'da', 't=$ia;$hd=0;$id=t;');

// Floats. Writing to a Float32Array rounds; what is exact in f64 for + - * / and sqrt of f32 operands is rounded once in effect.
for (const [type, v] of Object.entries({ f32: 'f', f64: 'g' })) {
  const sign = type === 'f32' ? 'i' : 'h';
  const rest = type === 'f32' ? '' : '$id=$ia;';
  for (const [name, operator] of Object.entries({ add: '+', sub: '-', mul: '*', div: '/' })) {
    add(`${type}.${name}`, 'dab', `$${v}d=$${v}a${operator}$${v}b;`);
  }
  for (const [name, operator] of Object.entries({
    eq: '===',
    ne: '!==',
    lt: '<',
    gt: '>',
    le: '<=',
    ge: '>=',
  })) {
    add(`${type}.${name}`, 'dab', `$id=($${v}a${operator}$${v}b)|0;`);
  }
  for (const name of ['min', 'max']) add(`${type}.${name}`, 'dab', `$${v}d=Math.${name}($${v}a,$${v}b);`);
  add(`${type}.sqrt`, 'da', `$${v}d=Math.sqrt($${v}a);`);
  // A signalling NaN must come out quiet (§4.3.3), which Math leaves to the processor, and V8's interpreter does not use it.
  for (const name of ['ceil', 'floor', 'trunc']) {
    const quiet = type === 'f32' ? '$id=$ia|0x400000;' : 't=$ha|0x80000;$id=$ia;$hd=t;';
    add(`${type}.${name}`, 'da', `if($${v}a===$${v}a)$${v}d=Math.${name}($${v}a);else{${quiet}}`);
  }
  add(`${type}.nearest`, 'da', `$${v}d=A.nearest($${v}a);`);
  // The sign is a bit, of a NaN too.
  add(`${type}.abs`, 'da', `t=$${sign}a&0x7fffffff;${rest}$${sign}d=t;`);
  add(`${type}.neg`, 'da', `t=$${sign}a^0x80000000;${rest}$${sign}d=t;`);
  add(`${type}.copysign`, 'dab', `t=$${sign}a&0x7fffffff|$${sign}b&0x80000000;${rest}$${sign}d=t;`);
  for (const [suffix, signed] of [
    ['s', 'S'],
    ['u', 'U'],
  ]) {
    add(`i32.trunc_${type}_${suffix}`, 'da', `$id=A.trunc${signed}32($${v}a);`);
    add(`i64.trunc_${type}_${suffix}`, 'da', `t=A.trunc${signed}64($${v}a);${PAIR}`);
    add(`i32.trunc_sat_${type}_${suffix}`, 'da', `$id=A.sat${signed}32($${v}a);`);
    add(`i64.trunc_sat_${type}_${suffix}`, 'da', `t=A.sat${signed}64($${v}a);${PAIR}`);
  }
  add(`${type}.convert_i32_s`, 'da', `$${v}d=$ia;`);
  add(`${type}.convert_i32_u`, 'da', `$${v}d=$ia>>>0;`);
}
add('f32.convert_i64_s', 'da', '$fd=A.f32FromS64($ia,$ha);');
add('f32.convert_i64_u', 'da', '$fd=A.f32FromU64($ia,$ha);');
add('f64.convert_i64_s', 'da', '$gd=$ha*4294967296+($ia>>>0);');
add('f64.convert_i64_u', 'da', '$gd=($ha>>>0)*4294967296+($ia>>>0);');
add('f32.demote_f64', 'da', '$fd=$ga;');
add('f64.promote_f32', 'da', '$gd=$fa;');

// Moves, constants and choices, by how many slots they move.
const FOUR = 'S[u]=S[t];S[u+1]=S[t+1];S[u+2]=S[t+2];S[u+3]=S[t+3];';
add('copy', 'da', '$id=$ia;');
add('copy2', 'da', 't=$ia;$hd=$ha;$id=t;');
add('copy.ref', 'da', '$rd=$ra;');
add('const', 'dk', '$id=$k;');
add('const2', 'dkl', '$id=$k;$hd=$l;');
add('copy4', 'da', `t=$sa;u=$sd;${FOUR}`);
add('const4', 'dklmn', 'u=$sd;S[u]=$k;S[u+1]=$l;S[u+2]=$m;S[u+3]=$n;');
add('select4', 'dabc', `t=$ic===0?$sb:$sa;u=$sd;${FOUR}`);
add('select', 'dabc', '$id=$ic===0?$ib:$ia;');
add('select2', 'dabc', 'if($ic===0){t=$ib;$hd=$hb;}else{t=$ia;$hd=$ha;}$id=t;');
add('select.ref', 'dabc', '$rd=$ic===0?$rb:$ra;');
add('global.get', 'dk', '$id=G[$k][0];');
add('global.get2', 'dk', 't=G[$k];$id=t[0];$hd=t[1];');
add('global.get4', 'dk', 'S.set(G[$k],$sd);');
add('global.set4', 'ak', 'G[$k].set(S.subarray($sa,$sa+4));');
add('global.get.ref', 'dk', '$rd=I.global($k).ref;');
add('global.set', 'ak', 'G[$k][0]=$ia;');
add('global.set2', 'ak', 't=G[$k];t[0]=$ia;t[1]=$ha;');
add('global.set.ref', 'ak', 'I.global($k).ref=$ra;');

// Memory. Memories end at 2 GiB, so an address from 2^31 on is out of bounds whatever the offset, and is negative here; one below plus
// an offset below is less than 2^32, so a sum that is too large is negative, too. One test sees to all: of the address, the sum, and
// what is left behind it.
const checked = (size: number | string) => `if((t|u|limit-${size}-u)<0)I.outside(t,$k,${size});`;
const place = (size: number | string) => `t=$ia;u=t+$k|0;${checked(size)}`;
/** At the sum of two registers; and at a constant address, offset included, which is no negative int32. */
const placeAtSum = (size: number) => `t=$ia+$ib|0;u=t+$k|0;${checked(size)}`;
const placeAt = (size: number) => `u=$k;if((limit-${size}-u)<0)I.outside(u,0,${size});`;
for (const [name, size, text] of [
  ['i32.load', 4, '$id=view.getInt32(u,true);'],
  ['i32.load8_s', 1, '$id=view.getInt8(u);'],
  ['i32.load8_u', 1, '$id=view.getUint8(u);'],
  ['i32.load16_s', 2, '$id=view.getInt16(u,true);'],
  ['i32.load16_u', 2, '$id=view.getUint16(u,true);'],
  ['i64.load', 8, '$id=view.getInt32(u,true);$hd=view.getInt32(u+4,true);'],
  ['i64.load8_s', 1, `t=view.getInt8(u);${SIGNED}`],
  ['i64.load8_u', 1, '$id=view.getUint8(u);$hd=0;'],
  ['i64.load16_s', 2, `t=view.getInt16(u,true);${SIGNED}`],
  ['i64.load16_u', 2, '$id=view.getUint16(u,true);$hd=0;'],
  ['i64.load32_s', 4, `t=view.getInt32(u,true);${SIGNED}`],
  ['i64.load32_u', 4, '$id=view.getInt32(u,true);$hd=0;'],
] as const) {
  add(name, 'dak', `${place(size)}${text}`);
  add(`${name}:at`, 'dk', `${placeAt(size)}${text}`);
  if (name.startsWith('i32')) add(`${name}:sum`, 'dabk', `${placeAtSum(size)}${text}`);
}
for (const [name, size, text] of [
  ['i32.store', 4, 'view.setInt32(u,$ib,true);'],
  ['i32.store8', 1, 'view.setInt8(u,$ib);'],
  ['i32.store16', 2, 'view.setInt16(u,$ib,true);'],
  ['i64.store', 8, 'view.setInt32(u,$ib,true);view.setInt32(u+4,$hb,true);'],
] as const) {
  add(name, 'abk', `${place(size)}${text}`);
  add(`${name}:at`, 'bk', `${placeAt(size)}${text}`);
}
// An access with an offset from 2^31 on, `k`, of `l` bytes, cannot succeed.
add('outside', 'akl', 'I.outside($ia,$k,$l);');
add('memory.size', 'd', '$id=I.memory.size;');
add('memory.grow', 'da', '$id=I.memory.grow($ia);view=I.memory.view;limit=view.byteLength;');
add('memory.fill', 'abc', 'I.memory.fill($ia,$ib,$ic);');
add('memory.copy', 'abc', 'I.memory.copy($ia,$ib,$ic);');
add('memory.init', 'abck', 'I.memoryInit($k,$ia,$ib,$ic);');
add('data.drop', 'k', 'I.dataDrop($k);');

// Vectors: `m` is the instruction's number in vectors.ts, `n` its lane.
add('vector', 'dabcmn', 'V.compute($m,$sd,$sa,$sb,$sc,$n);');
add('vector.load', 'dabklmn', `${place('$l')}V.load($m,$sd,I.memory.bytes,u,$l,$sb,$n);`);
add('vector.store', 'abklmn', `${place('$l')}V.store($m,I.memory.bytes,u,$l,$sb,$n);`);

add('table.get', 'dak', '$rd=I.tableGet($k,$ia);');
add('table.set', 'abk', 'I.tableSet($k,$ia,$rb);');
add('table.size', 'dk', '$id=I.table($k).size;');
add('table.grow', 'dabk', '$id=I.table($k).grow($ib,$ra);');
add('table.fill', 'abck', 'I.tableFill($k,$ia,$rb,$ic);');
add('table.copy', 'abckl', 'I.tableCopy($k,$l,$ia,$ib,$ic);');
add('table.init', 'abckl', 'I.tableInit($k,$l,$ia,$ib,$ic);');
add('elem.drop', 'k', 'I.elemDrop($k);');
add('ref.null', 'd', '$rd=null;');
add('ref.is_null', 'da', '$id=($ra===null)|0;');
add('ref.func', 'dk', '$rd=I.func($k);');

// Control.
add('unreachable', '', 'I.unreachable();');
add('br', 't', 'target=$t;', 'jump');
add('br_if', 'at', '$ia!==0', 'branch');
add('br_unless', 'at', '$ia===0', 'branch');
// The targets follow, `k` of them and the default.
add('br_table', 'ak', 't=$ia;u=$k;target=C[pc+3+(t>>>0<u>>>0?t:u)];', 'jump');
add('call', 'kd', 'callee=I.callees[$k];', 'call');
add(
  'call_indirect',
  'adklm',
  't=$ia;table=I.table($l);if(t>>>0>=table.ids.length||table.ids[t]!==$k)I.refuseCall($l,t,$m);callee=table.refs[t].entry;',
  'call',
);
add('return', '', '', 'return');
add('return1', 'a', 'S[fp]=$ia;', 'return');
add('return1:k', 'k', 'S[fp]=$k;', 'return');
add('return2', 'a', 't=$ia;S[fp+1]=$ha;S[fp]=t;', 'return');
add('return4', 'a', `t=$sa;u=fp;${FOUR}`, 'return');
add('return.ref', 'a', 'X[fp]=$ra;', 'return');
// In code for a debugger, before every instruction: see debugger.ts.
add(
  'step',
  '',
  'K[2*n]=pc;m.top=n;m.depth=depth;I.state.observer?.beforeInstruction(code,pc);view=I.memory.view;limit=view.byteLength;',
);

export const OPERATIONS: readonly Operation[] = rows;

const NUMBERS = new Map(rows.map(({ name }, number) => [name, number]));

/** The number of an operation, where there is one of that name. */
export function findOperation(name: string): number | undefined {
  return NUMBERS.get(name);
}

/** The number of an operation that there is. */
export function operation(name: string): number {
  const number = NUMBERS.get(name);
  if (number === undefined) throw new Error(`there is no operation ${name}`);
  return number;
}

const INVERSE: ReadonlyMap<string, string> = new Map(
  [
    ['eq', 'ne'],
    ['lt_s', 'ge_s'],
    ['gt_s', 'le_s'],
    ['lt_u', 'ge_u'],
    ['gt_u', 'le_u'],
  ].flatMap(([a, b]) =>
    ['', ':k'].flatMap(
      (form) =>
        [
          [`i32.${a}${form}`, `i32.${b}${form}`],
          [`i32.${b}${form}`, `i32.${a}${form}`],
        ] as const,
    ),
  ),
);

/** Of a comparison of i32, constant form or not, the one that holds when it fails; undefined for other names. */
export function inverseOf(name: string | undefined): string | undefined {
  return name === undefined ? undefined : INVERSE.get(name);
}
