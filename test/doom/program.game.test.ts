import { spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { assemble, command, FLOOD, HANG, Workshop } from '../../engine/session/game/fixtures.ts';
import { bundlePrograms } from '../../engine/session/process/bundle-fixture.ts';
import { backendName } from '../../engine/session/protocol.ts';
import { MAX_CALL_DEPTH } from '../../engine/wasm/spec/limits.ts';
import { doomWasmModule, I_ERROR } from './modules.ts';

/** The command line as a process, with the thread that its guests run in. */

let bundle: string;
let workshop: Workshop;
let temporary: string;

beforeAll(async () => {
  bundle = await bundlePrograms({
    'cli/index': 'main/cli/index.ts',
    'cli/guest': 'main/cli/guest-thread.ts',
  });
});
afterAll(() => fs.rmSync(bundle, { recursive: true, force: true }));
beforeEach(() => {
  workshop = new Workshop();
  temporary = path.join(workshop.folder, 'tmp');
  fs.mkdirSync(temporary);
});
afterEach(() => workshop.remove());

function start(...args: string[]) {
  return spawn(process.execPath, [path.join(bundle, 'cli', 'index.js'), ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, TMPDIR: temporary },
  });
}

async function trapdoom(...args: string[]) {
  const child = start(...args);
  const [[status], out, errors] = await Promise.all([
    once(child, 'exit'),
    text(child.stdout),
    text(child.stderr),
  ]);
  return { status, out, errors };
}

const file = (module: Uint8Array | string) =>
  workshop.file('module.wasm', typeof module === 'string' ? assemble(module) : module);

/** A function of 40 locals, all of which it still needs after it has called itself. */
const RECURSION = `(module (func $deep (export "deep") (param i64) (result i64) (local ${'i64 '.repeat(40)})
  ${Array.from({ length: 40 }, (_, i) => `(local.set ${i + 1} (i64.add (local.get ${i}) (i64.const ${i})))`).join('\n')}
  (call $deep (local.get 40))
  ${Array.from({ length: 40 }, (_, i) => `(i64.add (local.get ${i + 1}))`).join('\n')}))`;

describe('the command line’s process', () => {
  it('counts the calls of recursion, with 40 locals too, the same on every backend', async () => {
    const module = file(RECURSION);
    for (const backend of backendName.options) {
      const { status, out } = await trapdoom(
        'run',
        module,
        '--invoke',
        'deep',
        '1',
        '--backend',
        backend,
        '--json',
      );
      expect(status).toBe(0);
      const { trap } = JSON.parse(out);
      expect(trap).toMatchObject({ code: 'stack-overflow', operands: { depth: MAX_CALL_DEPTH + 1 } });
      expect(trap.frames[0]).toMatchObject({ funcIndex: 0, name: 'deep' });
    }
  });

  it('prints a program’s lines in their order, and nothing else', async () => {
    const lines = Array.from({ length: 3000 }, (_, i) => `line ${String(i).padStart(4, '0')}`);
    const module = command(
      lines
        .map(
          (_, i) =>
            `(call $say (i32.const ${i % 7 === 0 ? 2 : 1}) (i32.const ${1024 + 10 * i}) (i32.const 10))`,
        )
        .join('\n'),
      `(data (i32.const 1024) "${lines.join('\\n')}\\n")`,
    );
    const { status, out, errors } = await trapdoom('run', file(module));
    expect(status).toBe(0);
    expect(out.split('\n')).toEqual([...lines.filter((_, i) => i % 7 !== 0), '']);
    expect(errors.split('\n')).toEqual([...lines.filter((_, i) => i % 7 === 0), '']);
  });

  it('fails with one line and 1 for what cannot run', async () => {
    const module = workshop.file('bad.wasm', 'no module');
    const { status, out, errors } = await trapdoom('run', module);
    expect([status, out]).toEqual([1, '']);
    expect(errors).toMatch(/^trapdoom run: “.*bad\.wasm” is not a valid WebAssembly module.*\n$/);
  });

  it.each(backendName.options)('ends at once on Ctrl+C, and leaves no files, on %s', async (backend) => {
    const child = start(
      'run',
      file(doomWasmModule({ tick: '(loop $for_ever (br $for_ever))' })),
      '--frames',
      '9',
      '--backend',
      backend,
    );
    const exited = once(child, 'exit');
    await once(child.stdout, 'data');
    const before = performance.now();
    child.kill('SIGINT');
    expect(await exited).toEqual([null, 'SIGINT']);
    expect(performance.now() - before).toBeLessThan(5000);
    expect(fs.readdirSync(temporary)).toEqual([]);
  });

  it('holds up a module that writes faster than it is read', async () => {
    const child = start('run', file(FLOOD));
    await once(child.stdout, 'data');
    // Nobody reads on: what the module writes must not pile up.
    child.stdout.pause();
    await new Promise((resolve) => setTimeout(resolve, 1500));
    expect(residentMiB(child.pid!)).toBeLessThan(400);
    child.kill('SIGKILL');
    await once(child, 'exit');
  });

  it('lets a program compute as long as it likes', async () => {
    const child = start('run', file(HANG));
    await new Promise((resolve) => setTimeout(resolve, 2000));
    expect(child.exitCode).toBeNull();
    child.kill('SIGKILL');
    await once(child, 'exit');
  });

  it('tells of a game that hangs, with its last words, on every backend', async () => {
    const module = file(doomWasmModule());
    const told = await Promise.all(
      backendName.options.map((backend) =>
        trapdoom('run', module, '--frames', '9', '--keys', '3:+KeyE', '--backend', backend, '--json'),
      ),
    );
    for (const { status, out } of told) {
      expect(status).toBe(0);
      expect(JSON.parse(out)).toEqual({
        abi: 'doom.wasm',
        frames: 3,
        hash: expect.stringMatching(/^[0-9a-f]{64}$/),
        log: ['Doom’s own shareware', I_ERROR],
        end: {
          cause: 'hang',
          message: `The game has not moved for 10 seconds, so Trapdoom ended it. Its last error was: “${I_ERROR}”`,
        },
      });
      expect(out).toBe(told[0]!.out);
    }
    expect(fs.readdirSync(temporary)).toEqual([]);
  });
});

/** Memory that a process holds, by proc(5); 0 where there is none. */
function residentMiB(pid: number): number {
  try {
    const match = /^VmRSS:\s*(\d+) kB$/m.exec(fs.readFileSync(`/proc/${pid}/status`, 'utf8'));
    return Number(match?.[1] ?? 0) / 1024;
  } catch {
    return 0;
  }
}
