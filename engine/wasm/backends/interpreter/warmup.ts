import { readModule } from '../../binary/reader.ts';
import type { Backend } from '../../runtime/backend.ts';
import { allocate, initialize } from '../../runtime/instantiate.ts';
import { Store } from '../../runtime/store.ts';
import { Trap } from '../../runtime/trap.ts';
import { DEFAULT_MODULE_LIMITS } from '../../spec/limits.ts';
import { validateModule } from '../../validate/validate.ts';
import { Callee } from './code.ts';
import { hostEntry } from './host-entry.ts';
import { InterpreterInstance } from './instance.ts';
import { run } from './loop.ts';
import { MACHINE } from './machine.ts';
import { OPERATIONS, operation } from './operations.ts';
import { reserveRefs, STACK, STACK_REFS } from './slots.ts';

/** `(module (memory 1) (table 4 funcref) (global (mut i32) (i32.const 0)) (func $f) (elem func $f $f) (data "1234"))` */
const MODULE = [
  0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00, 0x01, 0x04, 0x01, 0x60, 0x00, 0x00, 0x03, 0x02, 0x01, 0x00,
  0x04, 0x04, 0x01, 0x70, 0x00, 0x04, 0x05, 0x03, 0x01, 0x00, 0x01, 0x06, 0x06, 0x01, 0x7f, 0x01, 0x41, 0x00,
  0x0b, 0x09, 0x06, 0x01, 0x01, 0x00, 0x02, 0x00, 0x00, 0x0a, 0x04, 0x01, 0x02, 0x00, 0x0b, 0x0b, 0x07, 0x01,
  0x01, 0x04, 0x31, 0x32, 0x33, 0x34,
];

/** What the registers `d`, `a`, `b` and `c` begin with: so that branches are taken and not, and numbers are negative or huge. */
const OPERANDS = [
  [0, 1, 1, 1],
  [0, 0, 0, 0],
  [0, 1, 2, 0],
  [0, 2, 1, 1],
  [0, -1, 1, 1],
  [-1, -1, -1, -1],
];
const REGISTERS = 'dabc';
const FRAME = 64;
/** Until V8 has seen so much of a function it learns nothing about it. */
const SPINS = 10_000;

let done = false;

/**
 * Executes every operation, once for the life of the thread. V8 optimizes what it has seen. An operation that runs for the first time
 * in the optimized loop discards all of its code, and for half a second guests would run fifty times slower. That would repeat with
 * every new operation.
 */
export function warmUp(backend: Backend): void {
  if (done) return;
  done = true;
  const limits = DEFAULT_MODULE_LIMITS;
  const store = new Store({ backend, limits, interruptible: false });
  const module = validateModule(readModule(Uint8Array.from(MODULE)), limits);
  const [instance, other] = [0, 1].map(() => {
    let made: InterpreterInstance | undefined;
    const state = allocate(store, module, [], (space) => {
      made = new InterpreterInstance(module, space);
    });
    initialize(state);
    return made!;
  }) as [InterpreterInstance, InterpreterInstance];
  const type = { params: [], results: [] };
  instance.callees.push(
    new Callee(
      type,
      hostEntry(type, () => undefined),
      undefined,
      -1,
    ),
    other.callees[0]!,
  );

  const down = [operation('i32.add:k'), 0, 0, -1, operation('br_if'), 0, 0, operation('return')];
  execute(instance, down, [SPINS, 0, 0, 0]);
  for (const operands of OPERANDS) {
    for (let number = 0; number < OPERATIONS.length; number++) execute(instance, wordsOf(number), operands);
  }
  for (const [number, { flow }] of OPERATIONS.entries()) {
    if (flow === 'return') instance.callees.push(calleeOf(instance, wordsOf(number)));
  }
  const end = operation('return');
  for (let callee = 0; callee < instance.callees.length; callee++) {
    execute(instance, [operation('call'), callee, 0, end], OPERANDS[0]!);
  }
  // Register 8 is 1, where the table has a function.
  execute(instance, [operation('call_indirect'), 8, 0, store.typeId(type), 0, 0, end], OPERANDS[0]!);
}

/** One operation, of immediates 0, what is compared with 1, and branches to its end. */
function wordsOf(number: number): number[] {
  const { name, fields, flow } = OPERATIONS[number]!;
  const end = fields.length + (name === 'br_table' ? 2 : 1);
  const words = [number];
  for (const field of fields) {
    if (field === 't') words.push(end);
    else if (field === 'k' && flow === 'branch') words.push(1);
    else words.push(8 * Math.max(0, REGISTERS.indexOf(field)));
  }
  if (name === 'br_table') words.push(end);
  words.push(operation('return'));
  return words;
}

function calleeOf(instance: InterpreterInstance, words: readonly number[]): Callee {
  const callee = new Callee({ params: [], results: [] }, undefined, instance, 0);
  // Fields in the order in which `Translator` has them: of one shape to V8.
  callee.code = {
    tier: 'interpreter',
    version: 0,
    callee,
    instance,
    words: Int32Array.from(words),
    frameSize: FRAME,
    params: FRAME / 2,
    locals: FRAME,
    refs: true,
    counts: 1,
    exact: false,
    sites: [0, 0],
  };
  return callee;
}

function execute(instance: InterpreterInstance, words: readonly number[], operands: readonly number[]): void {
  const { top, depth, free } = MACHINE;
  STACK.fill(operands[0]!, free, free + FRAME);
  operands.forEach((operand, i) => {
    STACK[free + 8 * i] = operand;
  });
  reserveRefs(free + FRAME);
  STACK_REFS.fill(null, free, free + FRAME);
  try {
    run(calleeOf(instance, words), free);
  } catch (error) {
    // Some can only trap, of these operands.
    if (!(error instanceof Trap)) throw error;
  } finally {
    MACHINE.top = top;
    MACHINE.depth = depth;
  }
}
