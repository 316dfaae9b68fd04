import type { ByteWriter } from '../../engine/wasm/binary/byte-writer.ts';
import type { Instruction } from '../../engine/wasm/spec/opcodes.ts';
import type { Choices } from './choices.ts';
import type { Plan } from './plan.ts';

/** Whether an instruction takes a segment of a kind that the module has none of. */
export function lacksSegment(plan: Plan, { immediates }: Instruction): boolean {
  if (immediates.startsWith('data')) return plan.data.length === 0;
  return immediates.startsWith('elem') && plan.elements.length === 0;
}

/** Writes the immediates of an instruction of the table, which finds in the module what they name. */
export function writeImmediates(writer: ByteWriter, choices: Choices, plan: Plan, row: Instruction): void {
  const { immediates, accessSize, laneCount, mnemonic } = row;
  if (accessSize > 0) {
    writer.u32(choices.below(Math.log2(accessSize) + 1));
    writer.u32(
      choices.pick(
        [0, 0, 0, 1, 3, 8, 65528, 0x7fffffff, 0x80000000, 0xffffffff].slice(0, choices.rarely(6) ? 10 : 6),
      ),
    );
    if (laneCount > 0) writer.byte(choices.below(laneCount));
    return;
  }
  switch (immediates) {
    case 'lane':
      writer.byte(choices.below(laneCount));
      break;
    case 'lanes':
      for (let i = 0; i < 16; i++) writer.byte(choices.below(32));
      break;
    case 'memory':
      writer.byte(0);
      break;
    case 'memory memory':
      writer.byte(0);
      writer.byte(0);
      break;
    case 'data memory':
      writer.u32(choices.below(plan.data.length));
      writer.byte(0);
      break;
    case 'data':
      writer.u32(choices.below(plan.data.length));
      break;
    case 'elem':
      writer.u32(choices.below(plan.elements.length));
      break;
    case 'elem table': {
      const segment = choices.below(plan.elements.length);
      writer.u32(segment);
      writer.u32(tableLike(choices, plan, plan.elements[segment]!.table));
      break;
    }
    case 'table':
      writer.u32(choices.below(plan.tables.length));
      break;
    case 'table table': {
      const to = choices.below(plan.tables.length);
      writer.u32(to);
      writer.u32(tableLike(choices, plan, to));
      break;
    }
    case 'none':
      break;
    default:
      throw new Error(`the generator knows no immediates of ${mnemonic}: ${immediates}`);
  }
}

/** A table whose elements are of the type of another's, perhaps that one. */
function tableLike(choices: Choices, { tables }: Plan, other: number): number {
  const { element } = tables[other]!;
  return choices.pick(tables.flatMap((table, i) => (table.element === element ? [i] : [])));
}
