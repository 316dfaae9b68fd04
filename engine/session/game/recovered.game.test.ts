import fs from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Engine } from '../../wasm/index.ts';
import { EngineProcess, useEngineProcesses } from '../process/process-fixture.ts';
import type { BackendName } from '../protocol.ts';
import { command, Rehearsal, told, Workshop } from './fixtures.ts';

/** Programs that save for recovery as Chocolate Doom does, and programs that end with an error and then trap. */

/** Writes "saved" to a file of this name in /tmp (descriptor 5), closes it where it is to, and does `then`. */
const saver = (name: string, then: string, close = true) =>
  command(
    `(drop (call $open (i32.const 5) (i32.const 0) (i32.const 256) (i32.const ${name.length})
      (i32.const 9) (i64.const 64) (i64.const 0) (i32.const 0) (i32.const 16)))
    (call $say (i32.load (i32.const 16)) (i32.const 512) (i32.const 5))
    ${close ? '(drop (call $close (i32.load (i32.const 16))))' : ''}
    ${then}`,
    `(data (i32.const 256) "${name}") (data (i32.const 512) "saved")`,
  ).replace(
    '(memory (export',
    `(import "wasi_snapshot_preview1" "path_open" (func $open (param i32 i32 i32 i32 i32 i64 i64 i32 i32) (result i32)))
    (import "wasi_snapshot_preview1" "fd_close" (func $close (param i32) (result i32)))
    (memory (export`,
  );

useEngineProcesses();

let workshop: Workshop;
beforeEach(() => {
  workshop = new Workshop();
});
afterEach(() => workshop.remove());

const kept = () => {
  const folder = path.join(workshop.folder, 'home', 'recovered');
  if (!fs.existsSync(folder)) return {};
  return Object.fromEntries(
    fs.readdirSync(folder).map((name) => [name, fs.readFileSync(path.join(folder, name), 'utf8')]),
  );
};

describe('issue 9, 1.5: what a game saves for recovery in /tmp is kept in its home', () => {
  const EXIT = '(call $proc_exit (i32.const -1))';

  it.each([
    ['quits', '(call $proc_exit (i32.const 0))', true],
    ['ends with an error', EXIT, true],
    ['traps', 'unreachable', true],
    ['traps while the file is open', 'unreachable', false],
  ])('where it %s', (_how, then, close) => {
    const { lines } = new Rehearsal(workshop.config(saver('recovery.dsg', then, close), 'native')).start();
    expect(kept()).toEqual({ 'recovery.dsg': 'saved' });
    expect(lines.join('\n')).toContain('saved-for-recovery');
  });

  it('where its process is killed', async () => {
    const engine = new EngineProcess();
    engine.start(workshop.config(saver('recovery.dsg', '(loop $for_ever (br $for_ever))'), 'singlepass'));
    await engine.until(() => engine.of('notice').length > 0);
    engine.child.kill('SIGKILL');
    await engine.exited;
    expect(kept()).toEqual({ 'recovery.dsg': 'saved' });
  });

  it('beside what was kept before, and however full the home is', () => {
    const config = { ...workshop.config(saver('recovery.dsg', EXIT), 'native'), homeBytes: 0 };
    for (let i = 0; i < 3; i++) new Rehearsal(config).start();
    expect(Object.keys(kept())).toEqual(['recovery-2.dsg', 'recovery-3.dsg', 'recovery.dsg']);
  });

  it.each(['config.tmp', 'my-recovery.dsg', 'recovery.dsg.exe', 'recovery'])('but not %s', (name) => {
    new Rehearsal(workshop.config(saver(name, EXIT), 'native')).start();
    expect(kept()).toEqual({});
  });

  it('but not more than a few, and none through a link', () => {
    const many = saver('recovery0.dsg', EXIT).replace(
      '(export "_start")',
      '(export "_start") (local $i i32)',
    );
    const loop = many.replace('(drop (call $open', '(loop $more (drop (call $open').replace(
      EXIT,
      `(i32.store8 (i32.const 264) (i32.add (i32.const 48) (local.tee $i (i32.add (local.get $i) (i32.const 1)))))
        (br_if $more (i32.lt_u (local.get $i) (i32.const 10)))) ${EXIT}`,
    );
    new Rehearsal(workshop.config(loop, 'native')).start();
    expect(Object.keys(kept()).length).toBe(8);

    const home = path.join(workshop.folder, 'home');
    fs.rmSync(path.join(home, 'recovered'), { recursive: true });
    fs.mkdirSync(path.join(workshop.folder, 'elsewhere'));
    fs.symlinkSync(path.join(workshop.folder, 'elsewhere'), path.join(home, 'recovered'));
    const { lines } = new Rehearsal(workshop.config(saver('recovery.dsg', EXIT), 'native')).start();
    expect(fs.readdirSync(path.join(workshop.folder, 'elsewhere'))).toEqual([]);
    expect(lines.join('\n')).toContain('recovery-not-kept');
  });
});

describe.each(Engine.backends as BackendName[])('issue 9, 1.5: a trap while exiting, on %s', (backend) => {
  const program = (name: string) =>
    command(
      `(call $say (i32.const 2) (i32.const 256) (i32.const 25)) (call $${name})`,
      `(data (i32.const 256) "Cannot open default.cfg!\\n") (func $exits unreachable)
      (func $${name} (call $exits) (call $exits))`,
    );

  it('comes after what the game said: the end has its words, and the trap for diagnostics', () => {
    const { session } = new Rehearsal(workshop.config(program('I_Error'), backend)).start();
    expect(told(session.end)).toEqual({
      cause: 'game-error',
      message: 'Cannot open default.cfg!',
      trap: expect.objectContaining({ code: 'unreachable' }),
    });
    expect(session.end!.trap!.frames.map(({ name }) => name)).toEqual(['exits', 'I_Error', undefined]);
  });

  it('is a trap where no error came first', () => {
    const { session } = new Rehearsal(workshop.config(program('I_Quit'), backend)).start();
    expect(session.end).toMatchObject({ cause: 'trap', trap: { code: 'unreachable' } });
  });
});
