/** The WebAssembly engine's public surface. It knows no game and no Electron. */
export { Engine, type EngineOptions } from './api/engine.ts';
export { createWebAssembly, type WebAssemblyNamespace } from './api/js/namespace.ts';
export {
  Debugger,
  type Resume,
  type StoppedFrame,
  type TypedValue,
} from './backends/interpreter/debugger.ts';
export type { Backend, InstanceStats, StateAccess } from './runtime/backend.ts';
export type {
  CapturedGlobal,
  CapturedInstance,
  CapturedMemory,
  CapturedReference,
  CapturedTable,
  StoreCapture,
} from './runtime/capture.ts';
export { CaptureError, LinkError, UsageError } from './runtime/errors.ts';
export type { Extern } from './runtime/extern.ts';
export type { Frame } from './runtime/frame.ts';
export { Func, type HostFunc } from './runtime/func.ts';
export { Global } from './runtime/global.ts';
export { Instance } from './runtime/instance.ts';
export { Memory } from './runtime/memory.ts';
export { Module, type ModuleExport, type ModuleImport, type SharedModule } from './runtime/module.ts';
export { Restoration, type RestoreOptions } from './runtime/restore.ts';
export { Store } from './runtime/store.ts';
export { Table } from './runtime/table.ts';
export { Trap, Unwind } from './runtime/trap.ts';
export type { Results, TypeName, TypeNames, Values, ValueTypes } from './runtime/typed.ts';
export type { Ref, Value } from './runtime/values.ts';
export { BACKENDS, type BackendInfo, type BackendName } from './spec/backends.ts';
export { InvalidError, MalformedError, UnsupportedError } from './spec/errors.ts';
export { type ExternKind, type ExternType, externTypeText } from './spec/externs.ts';
export type { ModuleLimits } from './spec/limits.ts';
export * from './spec/types.ts';
