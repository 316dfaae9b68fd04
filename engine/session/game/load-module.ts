import { createHash } from 'node:crypto';
import fs from 'node:fs';
import { refusing, SessionRefused } from '../../games/game-adapter.ts';
import { Engine, InvalidError, MalformedError, Module, UnsupportedError } from '../../wasm/index.ts';
import type { BackendName, SessionStats } from '../protocol.ts';
import { notAModule, notModuleMessage } from './not-a-module.ts';

/** The largest module that is read, in bytes; games have one or two million. */
const MODULE_MAX = 256 * 1024 * 1024;

export interface LoadedModule {
  readonly module: Module;
  readonly identity: Omit<SessionStats['module'], 'functions'>;
  /** Milliseconds spent decoding, validating and preparing. */
  readonly compileMs: number;
}

/**
 * Reads and compiles a module; `content` is what it is made of, where the file holds text. Throws SessionRefused with the file's name and
 * the reason.
 */
export function loadModule(path: string, backend: BackendName, content?: Uint8Array): LoadedModule {
  const bytes = content ?? readModule(path);
  const before = performance.now();
  const module = compile(bytes, path, backend);
  const compileMs = performance.now() - before;
  return { module, compileMs, identity: { path, bytes: bytes.length, sha256: sha256(bytes) } };
}

/** Compiles a module's bytes. Throws SessionRefused naming `path` for bytes that are no module, or that the backend cannot run. */
export function compile(bytes: Uint8Array, path: string, backend: BackendName): Module {
  const other = notAModule(bytes);
  if (other !== undefined) throw new SessionRefused(notModuleMessage(path, other), 'compile-error');
  try {
    return new Module(new Engine({ backend }), bytes);
  } catch (error) {
    if (error instanceof MalformedError || error instanceof InvalidError)
      throw new SessionRefused(
        { code: 'module-invalid', params: { file: path, detail: error.message } },
        'compile-error',
      );
    if (error instanceof UnsupportedError)
      throw new SessionRefused(
        { code: 'module-cannot-run', params: { file: path, detail: error.message } },
        'compile-error',
      );
    throw error;
  }
}

function readModule(path: string): Uint8Array {
  return refusing(path, () => {
    const stat = fs.statSync(path);
    if (stat.isDirectory()) throw new SessionRefused({ code: 'module-is-folder', params: { file: path } });
    if (!stat.isFile()) throw new SessionRefused({ code: 'module-is-no-file', params: { file: path } });
    if (stat.size > MODULE_MAX)
      throw new SessionRefused({ code: 'module-too-big', params: { file: path, bytes: stat.size } });
    return new Uint8Array(fs.readFileSync(path));
  });
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
