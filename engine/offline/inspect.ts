import { type Game, SessionRefused } from '../games/game-adapter.ts';
import { recogniseGame } from '../games/index.ts';
import { notAModule, notModuleMessage } from '../session/game/not-a-module.ts';
import { readModule } from '../wasm/binary/reader.ts';
import { InvalidError, MalformedError, UnsupportedError } from '../wasm/index.ts';
import { externType } from '../wasm/runtime/module.ts';

/**
 * What a session will take a module for, by its imports, exports and data: it is read, not validated and not compiled. Throws
 * SessionRefused, naming `path`, for what is no module and for one that nothing here can run.
 */
export function inspectModule(bytes: Uint8Array, path: string): Game {
  const other = notAModule(bytes);
  if (other !== undefined) throw new SessionRefused(notModuleMessage(path, other), 'compile-error');
  try {
    const data = readModule(bytes);
    const imports = data.imports.map(({ module, name, desc }) => ({ module, name, type: desc }));
    // What an export names was not looked up: it may be nothing.
    const exports = data.exports
      .map(({ name, kind, index }) => ({ name, type: externType(data, kind, index) }))
      .filter(({ type }) => (type.type as unknown) !== undefined);
    return recogniseGame({ data, imports, exports }, path);
  } catch (error) {
    if (error instanceof MalformedError || error instanceof InvalidError || error instanceof UnsupportedError)
      throw new SessionRefused(
        { code: 'module-invalid', params: { file: path, detail: error.message } },
        'compile-error',
      );
    throw error;
  }
}
