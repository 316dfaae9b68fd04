import { describe, expect, it } from 'vitest';
import type { HomeExport } from '../../protocol/homes.ts';
import type { Task, TaskOptions } from '../../task.ts';
import { HomeExports } from './exports.ts';
import type { ZipHomeRequest, ZipHomeResult } from './home-zip.ts';

function withResolvers() {
  let resolve!: (value: never) => void;
  let reject!: (error: unknown) => void;
  const promise = new Promise<never>((onResolve, onReject) => {
    resolve = onResolve;
    reject = onReject;
  });
  return { promise, resolve, reject };
}

/** Packs as long as the test lets it. */
function make() {
  const told: HomeExport[] = [];
  const jobs: { options: TaskOptions; finish: () => void; fail: (error: Error) => void }[] = [];
  const zip: Task<ZipHomeRequest, ZipHomeResult> = (_request, options = {}) => {
    const job = withResolvers();
    options.signal?.addEventListener('abort', () => job.reject(options.signal?.reason));
    const finish = () => job.resolve({ files: 1, bytes: 1 } as never);
    jobs.push({ options, finish, fail: job.reject });
    return job.promise;
  };
  const exports = new HomeExports({
    shell: {
      saveLargeFile: async ({ name, write }) => {
        await write(`/tmp/${name}`);
        return { kind: 'saved', path: `/tmp/${name}` };
      },
    },
    zip,
    tell: (progress) => told.push(progress),
  });
  return { exports, told, jobs };
}

describe('exports of homes', () => {
  it('tell how far they are, until the end', async () => {
    const { exports, told, jobs } = make();
    const saved = exports.start('doom-1', '/homes/doom-1');
    jobs[0]!.options.progress?.({ bytes: 5, bytesTotal: 10, files: 0, filesTotal: 1 });
    jobs[0]!.finish();
    expect(await saved).toEqual({ kind: 'saved', path: '/tmp/doom-1.zip' });
    expect(told.map(({ bytes, done }) => [bytes, done])).toEqual([
      [0, false],
      [5, false],
      [5, true],
    ]);
  });

  it('issue 9, 1.6: end as cancelled, by the player or with the launcher', async () => {
    const { exports, told } = make();
    const first = exports.start('doom-1', '/homes/doom-1');
    const second = exports.start('doom-2', '/homes/doom-2');
    await expect(exports.start('doom-1', '/homes/doom-1')).rejects.toThrow('being exported already');
    exports.cancel('doom-1');
    expect(await first).toEqual({ kind: 'cancelled' });
    await exports.close();
    expect(await second).toEqual({ kind: 'cancelled' });
    expect(told.filter(({ done }) => done).map(({ home }) => home)).toEqual(['doom-1', 'doom-2']);
    exports.cancel('doom-1');
  });

  it('pass on why they failed, and can be started again', async () => {
    const { exports, jobs } = make();
    const failing = exports.start('doom-1', '/homes/doom-1');
    jobs[0]!.fail(new Error('The disk is full.'));
    await expect(failing).rejects.toThrow('The disk is full.');
    const again = exports.start('doom-1', '/homes/doom-1');
    jobs[1]!.finish();
    expect(await again).toMatchObject({ kind: 'saved' });
  });
});
