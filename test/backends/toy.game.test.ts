import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { createServer, type ViteDevServer } from 'vite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BACKEND_NAMES } from '../../engine/wasm/spec/backends.ts';

const ROOT = path.resolve(import.meta.dirname, '../..');

/** The files of the program that a new backend changes: each imports it, and lists its name. */
const LISTS = {
  'engine/wasm/spec/backends.ts': "import { info as toy } from '../backends/toy/info.ts';",
  'engine/wasm/backends/index.ts': "import { backend as toy } from './toy/backend.ts';",
};
const BEFORE = ', interpreter };';
const AFTER = ', interpreter, toy };';

/** The folder of a new backend: singlepass under another name. */
const FOLDER = 'engine/wasm/backends/toy';
const FILES = {
  'info.ts': `
    import { MAX_JS_MEMORY_PAGES } from '../../spec/limits.ts';
    export const info = {
      label: 'Toy engine',
      phrase: 'toy',
      text: 'For a test.',
      summary: 'a toy',
      features: [],
      memoryPages: MAX_JS_MEMORY_PAGES,
      interruptible: false,
      debuggable: false,
      musicInTime: false,
    };`,
  'backend.ts': `
    import { backendInfo } from '../../spec/backends.ts';
    import { backend as singlepass } from '../singlepass/backend.ts';
    export const backend = { ...singlepass, info: backendInfo('toy') };`,
};

/** What is checked of a program that has the new backend. */
const PROBE = `
  import { backendName } from './engine/session/protocol.ts';
  import { Engine, Instance, Module, Store } from './engine/wasm/index.ts';
  import { backendInfo } from './engine/wasm/spec/backends.ts';
  import { runCommandLine } from './main/cli/cli.ts';
  import { settings } from './main/protocol/launcher.ts';
  import { BACKEND_OPTIONS } from './renderer/views/settings/options.ts';

  export const names = Engine.backends;
  export const makeEngine = (interruptible) => new Engine({ backend: 'toy', interruptible });
  export const run = (bytes) => {
    const store = new Store(new Engine({ backend: 'toy' }));
    return new Instance(store, new Module(store.engine, bytes), []).func('f').call(6, 7);
  };
  export const options = BACKEND_OPTIONS;
  export const info = backendInfo('toy');
  export const schema = backendName.options;
  export const takes = (backend) => settings.shape.backend.safeParse(backend).success;
  export const commandLine = async (...args) => {
    const lines = [];
    const line = (text) => lines.push(text);
    const status = await runCommandLine(args, { line, error: line });
    return { status, text: lines.join('\\n') };
  };`;

interface Probe {
  readonly names: readonly string[];
  makeEngine(interruptible: boolean): unknown;
  run(bytes: Uint8Array): unknown;
  readonly options: readonly unknown[];
  readonly info: unknown;
  readonly schema: readonly string[];
  takes(backend: string): boolean;
  commandLine(...args: string[]): Promise<{ readonly status: number; readonly text: string }>;
}

/** `f`, of two i32, adds them. */
const ADD = Uint8Array.of(
  ...[0, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
  ...[1, 7, 1, 0x60, 2, 0x7f, 0x7f, 1, 0x7f],
  ...[3, 2, 1, 0],
  ...[7, 5, 1, 1, 0x66, 0, 0],
  ...[10, 9, 1, 7, 0, 0x20, 0, 0x20, 1, 0x6a, 0x0b],
);

describe('a backend is added by one folder and its name in two lists (issue 11, 2)', () => {
  const program = mkdtempSync(path.join(os.tmpdir(), 'trapdoom-toy-'));
  let server: ViteDevServer;
  let probe: Probe;

  beforeAll(async () => {
    for (const room of ['engine', 'main', 'renderer'])
      cpSync(path.join(ROOT, room), path.join(program, room), { recursive: true });
    for (const file of ['package.json', 'tsconfig.json'])
      cpSync(path.join(ROOT, file), path.join(program, file));
    symlinkSync(path.join(ROOT, 'node_modules'), path.join(program, 'node_modules'));

    mkdirSync(path.join(program, FOLDER));
    for (const [file, text] of Object.entries(FILES)) writeFileSync(path.join(program, FOLDER, file), text);
    for (const [file, line] of Object.entries(LISTS)) {
      const list = readFileSync(path.join(program, file), 'utf8');
      expect(list.split(BEFORE)).toHaveLength(2);
      writeFileSync(path.join(program, file), `${line}\n${list.replace(BEFORE, AFTER)}`);
    }

    writeFileSync(path.join(program, 'probe.ts'), PROBE);
    server = await createServer({
      configFile: false,
      root: program,
      logLevel: 'error',
      appType: 'custom',
      server: { middlewareMode: true, watch: null, ws: false },
    });
    const { names, makeEngine, run, options, info, schema, takes, commandLine } =
      await server.ssrLoadModule('/probe.ts');
    probe = { names, makeEngine, run, options, info, schema, takes, commandLine };
  }, 120_000);

  afterAll(async () => {
    await server?.close();
    rmSync(program, { recursive: true, force: true });
  });

  it('the engine has it, and it runs', () => {
    expect(probe.names).toEqual([...BACKEND_NAMES, 'toy']);
    expect(probe.run(ADD)).toEqual([13]);
    expect(() => probe.makeEngine(true)).toThrow('backend "toy" cannot be interrupted');
  });

  it('settings offer it', () => {
    expect(probe.options).toContainEqual({ value: 'toy', label: 'Toy engine', text: 'For a test.' });
    expect(probe.info).toMatchObject({ name: 'toy', phrase: 'toy', musicInTime: false });
  });

  it('protocols take it', () => {
    expect(probe.schema).toContain('toy');
    expect(probe.takes('toy')).toBe(true);
    expect(probe.takes('quantum')).toBe(false);
  });

  it('the command line takes it', async () => {
    for (const command of ['run', 'timedemo'])
      expect((await probe.commandLine(command, '--help')).text).toContain('|toy]');
    const file = path.join(program, 'add.wasm');
    writeFileSync(file, ADD);
    const run = ['run', file, '--invoke', 'f', '6', '7', '--json', '--backend'];
    expect(await probe.commandLine(...run, 'toy')).toMatchObject({ status: 0, text: /13/ });
    expect(await probe.commandLine(...run, 'quantum')).toMatchObject({ status: 2, text: /or toy/ });
    expect((await probe.commandLine('selftest')).text).toMatch(/^ +singlepass .*toy/);
  });
});
