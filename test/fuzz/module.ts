import { ByteWriter } from '../../engine/wasm/binary/byte-writer.ts';
import { SECTION } from '../../engine/wasm/binary/sections.ts';
import {
  writeExport,
  writeFuncImport,
  writeFuncType,
  writeGlobalType,
  writeHeader,
  writeLimits,
  writeTableType,
} from '../../engine/wasm/binary/writer.ts';
import {
  EXTERNREF,
  F32,
  F64,
  FUNCREF,
  type GlobalType,
  I32,
  I64,
  V128,
  type ValType,
} from '../../engine/wasm/index.ts';
import type { OptionalFeature } from '../../engine/wasm/spec/features.ts';
import {
  OP_END,
  OP_GLOBAL_GET,
  OP_I32_CONST,
  OP_I64_CONST,
  OP_REF_FUNC,
  OP_REF_NULL,
  PREFIX_FD,
} from '../../engine/wasm/spec/opcodes.ts';
import { Choices } from './choices.ts';
import { writeFunction } from './code.ts';
import { type ElementPlan, FUEL, type Plan, planModule } from './plan.ts';
import { writeFloat } from './values.ts';

/** The valid module that some bytes stand for: see `Choices`. It ends whatever is called, as long as its global "fuel" is reset. */
export function generateModule(bytes: Uint8Array, features: ReadonlySet<OptionalFeature>): Uint8Array {
  const choices = new Choices(bytes);
  const plan = planModule(choices, features);
  return writeModule(plan, choices, (writer, index) => writeFunction(writer, choices, plan, index));
}

/** A module as planned; `writeCode` writes the entry of the code section (§5.5.13) of a function. */
export function writeModule(
  plan: Plan,
  choices: Choices,
  writeCode: (writer: ByteWriter, index: number) => void,
): Uint8Array {
  const writer = new ByteWriter();
  writeHeader(writer);
  writer.section(SECTION.type, () => writer.vector(plan.types, (type) => writeFuncType(writer, type)));
  writer.section(SECTION.import, () => writeImports(writer, plan));
  writer.section(SECTION.function, () => {
    writer.vector(plan.functions.slice(plan.importedFunctions), (type) => writer.u32(type));
  });
  writer.section(SECTION.table, () => {
    writer.vector(plan.tables.slice(plan.importedTables), (type) => writeTableType(writer, type));
  });
  const { memory } = plan;
  if (memory !== undefined && !plan.importsMemory) {
    writer.section(SECTION.memory, () => writer.vector([memory], (limits) => writeLimits(writer, limits)));
  }
  writer.section(SECTION.global, () => {
    const own = plan.globals.slice(plan.importedGlobals);
    writer.vector(own, (global) => {
      writeGlobalType(writer, global);
      if (isFuel(plan, global)) writeI32(writer, FUEL);
      else writeInitializer(writer, choices, plan, global.type);
    });
  });
  writer.section(SECTION.export, () => writeExports(writer, plan));
  if (plan.start !== undefined) writer.section(SECTION.start, () => writer.u32(plan.start!));
  writer.section(SECTION.element, () => writeElements(writer, plan));
  writer.section(SECTION.dataCount, () => writer.u32(plan.data.length));
  writer.section(SECTION.code, () => {
    const own = plan.functions.flatMap((_, i) => (i < plan.importedFunctions ? [] : [i]));
    writer.vector(own, (index) => writeCode(writer, index));
  });
  writer.section(SECTION.data, () => {
    writer.vector(plan.data, ({ at, bytes }) => {
      writer.u32(at === undefined ? 1 : 0);
      if (at !== undefined) writeI32(writer, at);
      writer.u32(bytes.length);
      writer.raw(bytes);
    });
  });
  return writer.bytes.slice();
}

function writeImports(writer: ByteWriter, plan: Plan): void {
  const tables = plan.tables.slice(0, plan.importedTables);
  const globals = plan.globals.slice(0, plan.importedGlobals);
  writer.u32(plan.importedFunctions + tables.length + globals.length + (plan.importsMemory ? 1 : 0));
  for (let i = 0; i < plan.importedFunctions; i++)
    writeFuncImport(writer, 'host', `f${i}`, plan.functions[i]!);
  const begin = (name: string, kind: number) => {
    writer.name('host');
    writer.name(name);
    writer.byte(kind);
  };
  tables.forEach((type, i) => {
    begin(`t${i}`, 1);
    writeTableType(writer, type);
  });
  if (plan.memory !== undefined && plan.importsMemory) {
    begin('m', 2);
    writeLimits(writer, plan.memory);
  }
  globals.forEach((type, i) => {
    begin(`g${i}`, 3);
    writeGlobalType(writer, type);
  });
}

/** Everything is exported, so that what is left behind can be compared. */
function writeExports(writer: ByteWriter, plan: Plan): void {
  const memories = plan.memory === undefined ? 0 : 1;
  writer.u32(plan.functions.length + plan.tables.length + plan.globals.length + memories);
  plan.functions.forEach((_, i) => {
    writeExport(writer, `f${i}`, 'func', i);
  });
  plan.tables.forEach((_, i) => {
    writeExport(writer, `t${i}`, 'table', i);
  });
  if (memories > 0) writeExport(writer, 'm', 'memory', 0);
  plan.globals.forEach((global, i) => {
    writeExport(writer, isFuel(plan, global) ? 'fuel' : `g${i}`, 'global', i);
  });
}

function isFuel(plan: Plan, global: GlobalType): boolean {
  return plan.fuel !== undefined && plan.globals[plan.fuel] === global;
}

/** The constant expression of a number. */
function writeI32(writer: ByteWriter, value: number): void {
  writer.byte(OP_I32_CONST);
  writer.s32(value);
  writer.byte(OP_END);
}

/** Element segments (§5.5.12) in the forms 4 to 7, and one that declares all functions, where there are tables. */
function writeElements(writer: ByteWriter, plan: Plan): void {
  if (plan.tables.length === 0) {
    writer.u32(0);
    return;
  }
  writer.u32(plan.elements.length + 1);
  for (const segment of plan.elements) writeElement(writer, plan, segment);
  writer.u32(3);
  writer.byte(0);
  writer.u32(plan.functions.length);
  for (let i = 0; i < plan.functions.length; i++) writer.u32(i);
}

function writeElement(writer: ByteWriter, plan: Plan, { table, at, items }: ElementPlan): void {
  const { element } = plan.tables[table]!;
  writer.u32(at === undefined ? 5 : 6);
  if (at !== undefined) {
    writer.u32(table);
    writeI32(writer, at);
  }
  writer.byte(element);
  writer.vector(items, (item) => {
    if (item === null) {
      writer.byte(OP_REF_NULL);
      writer.byte(element);
    } else {
      writer.byte(OP_REF_FUNC);
      writer.u32(item);
    }
    writer.byte(OP_END);
  });
}

/** A constant expression; of an i32, mostly an extended one. */
function writeInitializer(writer: ByteWriter, choices: Choices, plan: Plan, type: ValType): void {
  const given = plan.globals.findIndex((g, i) => i < plan.importedGlobals && g.type === type && !g.mutable);
  if (given >= 0 && choices.rarely(2)) {
    writer.byte(OP_GLOBAL_GET);
    writer.u32(given);
  } else {
    writeConstant(writer, choices, plan, type);
  }
  if ((type === I32 || type === I64) && choices.rarely(20)) {
    writeConstant(writer, choices, plan, type);
    const i32 = type === I32;
    writer.byte(choices.pick(i32 ? [0x6a, 0x6b, 0x6c] : [0x7c, 0x7d, 0x7e])); // add, sub, mul
  }
  writer.byte(OP_END);
}

function writeConstant(writer: ByteWriter, choices: Choices, plan: Plan, type: ValType): void {
  switch (type) {
    case I32:
      writer.byte(OP_I32_CONST);
      writer.s32(choices.below(2 ** 32) | 0);
      break;
    case I64:
      writer.byte(OP_I64_CONST);
      writer.s64(BigInt(choices.below(2 ** 32)) << BigInt(choices.below(33)));
      break;
    case F32:
    case F64:
      writeFloat(writer, choices, type);
      break;
    case V128:
      writer.opcode(PREFIX_FD, 12);
      writer.raw(choices.raw(16));
      break;
    case FUNCREF:
      if (choices.rarely(2)) {
        writer.byte(OP_REF_FUNC);
        writer.u32(choices.below(plan.functions.length));
        break;
      }
      writer.byte(OP_REF_NULL);
      writer.byte(FUNCREF);
      break;
    default:
      writer.byte(OP_REF_NULL);
      writer.byte(EXTERNREF);
  }
}
