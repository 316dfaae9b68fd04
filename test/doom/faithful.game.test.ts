import { type StdioOptions, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { assemble, command, FLOOD, Workshop } from '../../engine/session/game/fixtures.ts';
import { bundlePrograms } from '../../engine/session/process/bundle-fixture.ts';
import { backendName } from '../../engine/session/protocol.ts';

/** `trapdoom run` as a process: a program's streams, arguments and exit code are the process' own (issue 9, 3.4). */

let bundle: string;
let workshop: Workshop;

beforeAll(async () => {
  bundle = await bundlePrograms({
    'cli/index': 'main/cli/index.ts',
    'cli/guest': 'main/cli/guest-thread.ts',
  });
  workshop = new Workshop();
});
afterAll(() => {
  fs.rmSync(bundle, { recursive: true, force: true });
  workshop.remove();
});

let count = 0;
const file = (text: string) => workshop.file(`module-${count++}.wasm`, assemble(text));
const entry = () => path.join(bundle, 'cli', 'index.js');
const commandOf = (...args: string[]) => [process.execPath, entry(), 'run', ...args];

function run(args: string[], input: string | Uint8Array | undefined = undefined) {
  const [node, ...rest] = commandOf(...args);
  const stdio: StdioOptions = [input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'];
  const { status, signal, stdout, stderr } = spawnSync(node!, rest, { input, stdio, maxBuffer: 1 << 28 });
  return { status, signal, out: stdout, errors: stderr.toString() };
}

/** Runs a line of the shell, in which `$run FILE` is `trapdoom run FILE`. */
function shell(line: string, ...args: string[]) {
  const { status, stdout, stderr } = spawnSync(
    'sh',
    ['-c', line.replaceAll('$run', '"$0" "$1" run'), process.execPath, entry(), ...args],
    { stdio: ['ignore', 'pipe', 'pipe'] },
  );
  return { status, out: stdout.toString(), errors: stderr.toString() };
}

const READ =
  '(import "wasi_snapshot_preview1" "fd_read" (func $fd_read (param i32 i32 i32 i32) (result i32)))';
const withImport = (text: string, ...imports: string[]) =>
  text.replace('(module', `(module ${imports.join('\n')}`);

/** Copies standard input to standard output, in pieces of up to 1000 bytes, after a prompt without a line's end. */
const CAT = (prompt = '') =>
  withImport(
    command(
      `(call $say (i32.const 1) (i32.const 64) (i32.const ${prompt.length}))
      (block $end (loop $more
        (i32.store (i32.const 16) (i32.const 2048)) (i32.store (i32.const 20) (i32.const 1000))
        (drop (call $fd_read (i32.const 0) (i32.const 16) (i32.const 1) (i32.const 24)))
        (br_if $end (i32.eqz (i32.load (i32.const 24))))
        (call $say (i32.const 1) (i32.const 2048) (i32.load (i32.const 24)))
        (br $more)))`,
      `(data (i32.const 64) "${prompt}")`,
    ),
    READ,
  );

const exiting = (code: number) => command(`(call $proc_exit (i32.const ${code}))`);

describe('issue 9, 3.4: run is faithful', () => {
  it.each(backendName.options)('copies bytes of every value through a program, on %s', (backend) => {
    // Every byte, characters cut in the middle, no line's end at the end; more than a pipe holds.
    const bytes = Uint8Array.from({ length: 300_001 }, (_, i) => (i * 7 + (i >> 8)) & 0xff);
    const { status, out, errors } = run([file(CAT()), '--backend', backend], bytes);
    expect([status, errors]).toEqual([0, '']);
    expect(Buffer.compare(out, bytes)).toBe(0);
  });

  it('shows a prompt that ends no line before it reads, and gives the answer', async () => {
    const [node, ...rest] = commandOf(file(CAT('name? ')));
    const child = spawn(node!, rest, { stdio: ['pipe', 'pipe', 'inherit'] });
    const exited = once(child, 'exit');
    const [prompt] = (await once(child.stdout, 'data')) as [Buffer];
    expect(prompt.toString()).toBe('name? ');
    const answered = once(child.stdout, 'data');
    child.stdin.write('Romero\n');
    expect(((await answered) as [Buffer])[0].toString()).toBe('Romero\n');
    child.stdin.end();
    expect(await exited).toEqual([0, null]);
  });

  it('writes several vectors of one call in one piece, and standard error apart', () => {
    const module = command(
      `(i32.store (i32.const 0) (i32.const 64)) (i32.store (i32.const 4) (i32.const 2))
       (i32.store (i32.const 8) (i32.const 66)) (i32.store (i32.const 12) (i32.const 3))
       (drop (call $fd_write (i32.const 1) (i32.const 0) (i32.const 2) (i32.const 32)))
       (call $say (i32.const 2) (i32.const 64) (i32.const 1))
       (call $proc_exit (i32.load (i32.const 32)))`,
      '(data (i32.const 64) "abcde")',
    );
    expect(run([file(module)])).toMatchObject({ status: 5, out: Buffer.from('abcde'), errors: 'a' });
  });

  it.each([
    [0, 0, 0],
    [1, 1, 1],
    [255, 255, 255],
    // The system keeps eight bits.
    [256, 0, 256],
    [-1, 255, -1],
  ])('ends by exit code %i with status %i', (code, status, json) => {
    const module = file(exiting(code));
    expect(run([module])).toEqual({ status, signal: null, out: Buffer.alloc(0), errors: '' });
    expect(JSON.parse(run([module, '--json']).out.toString())).toEqual({ exitCode: json });
  });

  it('takes returning for exit code 0', () => {
    const module = file(command('nop'));
    expect(run([module])).toEqual({ status: 0, signal: null, out: Buffer.alloc(0), errors: '' });
    expect(JSON.parse(run([module, '--json']).out.toString())).toEqual({ exitCode: 0 });
  });

  it('tells of a trap on standard error, and fails', () => {
    const module = command(
      '(call $say (i32.const 1) (i32.const 64) (i32.const 3)) unreachable',
      '(data (i32.const 64) "out")',
    );
    const { status, out, errors } = run([file(module)]);
    expect([status, out.toString()]).toEqual([134, 'out']);
    expect(errors).toMatch(/^trap unreachable: unreachable\n {2}at /);
  });

  it('begins a line for what is ours after a program that ended none', () => {
    const module = command(
      '(call $say (i32.const 1) (i32.const 64) (i32.const 3))',
      '(data (i32.const 64) "out")',
    );
    expect(run([file(module), '--json']).out.toString()).toBe('out\n{"exitCode":0}\n');
    expect(run([file(module), '--invoke', '_start']).out.toString()).toBe('out\nno results\n');
  });

  it.skipIf(process.platform === 'win32')('ends quietly where nobody reads', () => {
    const flood = file(FLOOD);
    for (const line of ['$run "$2" | head -n 1', '$run "$2" --json | head -n 1']) {
      const { out, errors } = shell(`{ ${line}; } 3>&1`, flood);
      expect(errors).toBe('');
      expect(out.split('\n').length).toBe(2);
    }
    expect(shell('{ $run "$2"; echo "$?" >&3; } 3>&2 | head -n 1', flood).errors).toBe('141\n');
    expect(shell('$run --help | head -n 1').errors).toBe('');
  });

  it.skipIf(process.platform === 'win32')('reads a closed input and /dev/null as the end', () => {
    const cat = file(CAT('x'));
    for (const input of ['<&-', '</dev/null'])
      expect(shell(`$run "$2" ${input}`, cat)).toEqual({ status: 0, out: 'x', errors: '' });
    // Nothing can be read from a folder: the program gets an error.
    const read = command(
      '(call $proc_exit (call $fd_read (i32.const 0) (i32.const 16) (i32.const 0) (i32.const 24)))',
    );
    expect(shell('$run "$2" </', file(withImport(read, READ))).status).toBe(0);
  });

  it.skipIf(!fs.existsSync('/dev/full'))('tells a program of a full disk', () => {
    const module = command(
      `(i32.store (i32.const 0) (i32.const 64)) (i32.store (i32.const 4) (i32.const 3))
       (call $proc_exit (call $fd_write (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 8)))`,
    );
    // ERRNO nospc.
    expect(shell('$run "$2" >/dev/full', file(module)).status).toBe(51);
    const { status, errors } = shell('$run "$2" --json >/dev/full', file(command('nop')));
    expect(status).toBe(1);
    expect(errors).toMatch(/^trapdoom: the standard output could not be written: [^\n]+\n$/);
  });

  it('is no terminal where it is a pipe', () => {
    const fdstat =
      '(import "wasi_snapshot_preview1" "fd_fdstat_get" (func $fdstat (param i32 i32) (result i32)))';
    const module = command(
      '(drop (call $fdstat (i32.const 1) (i32.const 64))) (call $proc_exit (i32.load8_u (i32.const 64)))',
    );
    expect(run([file(withImport(module, fdstat))]).status).toBe(0);
  });

  it('gives arguments to whom asks for them, and refuses them elsewhere', () => {
    const sizes =
      '(import "wasi_snapshot_preview1" "args_sizes_get" (func $sizes (param i32 i32) (result i32)))';
    const get = '(import "wasi_snapshot_preview1" "args_get" (func $get (param i32 i32) (result i32)))';
    const module = command(
      '(drop (call $sizes (i32.const 16) (i32.const 20))) (call $proc_exit (i32.load (i32.const 16)))',
    );
    const asking = file(withImport(module, sizes, get));
    expect(run([asking, '--', '--json', '-x']).status).toBe(3);
    const { status, out, errors } = run([file(command('nop')), '--', 'x']);
    expect([status, out.length]).toEqual([1, 0]);
    expect(errors).toMatch(/takes no arguments: it does not import args_get/);
    const func = '(module (func (export "f")))';
    expect(run([file(func), '--invoke', 'f', '--', 'x']).errors).toMatch(/takes no arguments/);
  });

  it.skipIf(process.platform === 'win32')('dies of a signal while it waits for input', async () => {
    const [node, ...rest] = commandOf(file(CAT('x')));
    const child = spawn(node!, rest, { stdio: ['pipe', 'pipe', 'inherit'] });
    const exited = once(child, 'exit');
    await once(child.stdout, 'data');
    child.kill('SIGTERM');
    expect(await exited).toEqual([null, 'SIGTERM']);
  });
});
