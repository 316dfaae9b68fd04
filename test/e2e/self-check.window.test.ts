import { type ExecFileException, execFile } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ROOT, temporaryFolder } from './launcher.ts';

/** The self-check of the built program, in both of the browser shell's ways; and of programs that are broken. */

const folder = temporaryFolder();
const temporary = path.join(folder.path, 'tmp');
const home = path.join(folder.path, 'home');
beforeAll(() => {
  for (const made of [temporary, home]) fs.mkdirSync(made);
});
afterAll(() => folder.remove());

interface Checked {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
  readonly result: {
    readonly ok: boolean;
    readonly problem?: string;
    readonly backends: Record<string, { frames: number; hash: string }>;
    readonly shown: Record<string, number>;
  };
}

/** Runs a program of a checkout, with nothing of the player's in reach. */
async function run(args: readonly string[], { root = ROOT, env = {} as NodeJS.ProcessEnv } = {}) {
  const [program = '', ...rest] = args;
  return new Promise<Omit<Checked, 'result'>>((resolve) =>
    execFile(
      process.execPath,
      [path.join(root, 'dist', ...program.split('/')), ...rest],
      {
        env: {
          ...process.env,
          TMPDIR: temporary,
          HOME: home,
          TRAPDOOM_HOME: path.join(home, 'data'),
          ...env,
        },
      },
      (error: ExecFileException | null, stdout, stderr) =>
        resolve({ status: Number(error?.code ?? 0), stdout, stderr }),
    ),
  );
}

async function check(args: readonly string[], options: Parameters<typeof run>[1] = {}): Promise<Checked> {
  const done = await run(args, options);
  return { ...done, result: JSON.parse(done.stdout.trimEnd().split('\n').at(-1)!) as Checked['result'] };
}

/** A program like ours, whose assets and built files may be changed. */
function copyOfProgram(name: string): string {
  const root = path.join(ROOT, 'node_modules', `.test-self-check-${name}-${process.pid}`);
  fs.rmSync(root, { recursive: true, force: true });
  fs.mkdirSync(root);
  copies.push(root);
  fs.copyFileSync(path.join(ROOT, 'package.json'), path.join(root, 'package.json'));
  for (const part of ['dist', 'assets'])
    fs.cpSync(path.join(ROOT, part), path.join(root, part), { recursive: true });
  return root;
}
const copies: string[] = [];
afterAll(() => {
  for (const root of copies) fs.rmSync(root, { recursive: true, force: true });
});

const CLI = 'cli/index.js';
const HEADLESS = ['--self-check', '--shell=headless', '--json'];

describe('issue 10, 3: a self-check', () => {
  it('passes without a browser, and leaves nothing behind', async () => {
    const { status, stdout, stderr, result } = await check([CLI, ...HEADLESS]);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout.split('\n')).toHaveLength(2);
    expect(result.ok).toBe(true);
    expect(Object.keys(result.backends).sort()).toEqual(['interpreter', 'native', 'singlepass']);
    for (const { frames } of Object.values(result.backends)) expect(frames).toBe(70);
    expect([fs.readdirSync(temporary), fs.readdirSync(home)]).toEqual([[], []]);
    // The same frames as those that the command line computes, without launcher, engine process or window.
    const plain = await run([
      CLI,
      ...['run', path.join(ROOT, 'assets', 'games', 'chocolate-doom.wasm'), '--wad', 'freedoom1.wad'],
      ...['--frames', '70', '--json', '--', '-playdemo', 'demo1', '-window'],
    ]);
    const { hash } = JSON.parse(plain.stdout) as { hash: string };
    for (const backend of Object.values(result.backends)) expect(backend.hash).toBe(hash);
  });

  it('sees frames arrive in the page of a browser', async () => {
    const { status, result } = await check(['main/browser.js', '--self-check', '--json']);
    expect([status, result.problem]).toEqual([0, undefined]);
    for (const shown of Object.values(result.shown)) expect(shown).toBeGreaterThan(0);
    // The browser leaves files of its own there.
    expect(fs.readdirSync(home)).not.toContain('data');
  });

  it('fails without a browser, in one line', async () => {
    const env = { PATH: home, TRAPDOOM_BROWSER: '' };
    const { status, stderr, result } = await check([CLI, '--self-check', '--shell=browser'], { env });
    expect([status, result.ok]).toEqual([1, false]);
    expect(stderr).toMatch(/^Self-check failed: There is no Chromium.* --shell=headless .*\n$/);
    const broken = await check([CLI, '--self-check'], { env: { TRAPDOOM_BROWSER: path.join(home, 'none') } });
    expect([broken.status, broken.result.problem]).toEqual([
      1,
      expect.stringMatching(/none is gone \(.*ENOENT/),
    ]);
  });

  it('names a damaged asset', async () => {
    const root = copyOfProgram('damaged');
    const wad = path.join(root, 'assets', 'wads', 'freedoom2.wad');
    const file = fs.openSync(wad, 'r+');
    fs.writeSync(file, 'damage', 1_000_000);
    fs.closeSync(file);
    const { status, stderr, result } = await check([CLI, ...HEADLESS], { root });
    expect([status, result.ok]).toEqual([1, false]);
    expect(stderr).toMatch(/^Self-check failed: .*freedoom2\.wad is damaged: .*\n$/);
  });

  it('names a dead engine process', async () => {
    const root = copyOfProgram('dead');
    fs.writeFileSync(path.join(root, 'dist', 'engine', 'process.js'), 'process.exit(3);\n');
    const { status, result } = await check([CLI, ...HEADLESS], { root });
    expect([status, result.problem]).toEqual([
      1,
      expect.stringMatching(/^singlepass: .*\(process-gone\): .*exit code 3/),
    ]);
  });

  it('names a backend that computes something else', async () => {
    const root = copyOfProgram('broken');
    // Node's own engine gets the game with another gamma table, which the palette goes through.
    const broken = `
      const { Module } = WebAssembly;
      WebAssembly.Module = class extends Module {
        constructor(bytes) {
          const copy = Buffer.from(bytes);
          const gamma = copy.lastIndexOf(Buffer.from([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]));
          if (gamma >= 0) copy.fill(7, gamma, gamma + 64);
          super(copy);
        }
      };
    `;
    const worker = path.join(root, 'dist', 'engine', 'worker.js');
    fs.writeFileSync(path.join(root, 'dist', 'engine', 'broken.js'), broken);
    fs.writeFileSync(worker, `import './broken.js';\n${fs.readFileSync(worker, 'utf8')}`);
    const { status, result } = await check([CLI, ...HEADLESS], { root });
    expect([status, result.problem]).toEqual([
      1,
      expect.stringMatching(/^native: the hash of the frames is /),
    ]);
    expect(result.backends['interpreter']).toEqual(result.backends['singlepass']);
  });

  it('names a wrong module', async () => {
    const games = path.join(folder.path, 'games');
    fs.mkdirSync(games);
    const heretic = path.join(ROOT, 'assets', 'games', 'chocolate-heretic.wasm');
    fs.copyFileSync(heretic, path.join(games, 'chocolate-doom.wasm'));
    const { status, result } = await check([CLI, ...HEADLESS, `--games=${games}`]);
    expect([status, result.problem]).toEqual([
      1,
      expect.stringMatching(/^singlepass: the game ended before/),
    ]);
  });

  it.each([
    [CLI, '--shell=lynx', 2, '--shell must be headless, browser, electron'],
    [CLI, '--speed', 2, 'Unknown option'],
    ['main/browser.js', '--shell=electron', 2, 'This program has no Electron'],
  ])('%s refuses %s in one line', async (program, argument, expected, words) => {
    const { status, stdout, stderr } = await run([program, '--self-check', argument]);
    expect([status, stdout, stderr.split('\n').length]).toEqual([expected, '', 2]);
    expect(stderr).toContain(words);
  });
});
