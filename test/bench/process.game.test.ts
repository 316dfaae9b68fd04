import { describe, expect, it } from 'vitest';
import { lastJson, parseCpu, parsePeak, runProcess } from './process.ts';

const node = (script: string, env = {}) => runProcess(process.execPath, ['-e', script], env);

describe('runProcess', () => {
  it('gives the output, the exit code and the time', async () => {
    const result = await node('console.log(process.env.WHAT); console.error("no"); process.exitCode = 3', {
      WHAT: 'yes',
    });
    expect(result).toMatchObject({ exitCode: 3, stdout: 'yes\n', stderr: 'no\n' });
    expect(result.seconds).toBeGreaterThan(0);
  });

  it.runIf(process.platform === 'linux')('sees memory that was given back before the end', async () => {
    const { peakMiB } = await node('Buffer.alloc(3e8, 1); setTimeout(() => {}, 300); Buffer.alloc(10, 1)');
    expect(peakMiB).toBeGreaterThan(280);
  });

  it('rejects for a program that is not there', async () => {
    await expect(runProcess('/nowhere/program', [])).rejects.toThrow('ENOENT');
  });
});

describe('parsePeak', () => {
  it('reads the high water mark, which a zombie lacks', () => {
    expect(parsePeak('Name:\tnode\nVmHWM:\t  204800 kB\nVmRSS:\t 1024 kB\n')).toBe(200);
    expect(parsePeak('Name:\tnode\nState:\tZ (zombie)\n')).toBeUndefined();
  });
});

describe('parseCpu', () => {
  it('adds user and system time, whatever the program is called', () => {
    const stat = '42 (a) b 1 2 (c) S 1 42 42 0 -1 4194560 900 0 0 0 150 25 0 0 20 0 11 0 123 456 789';
    expect(parseCpu(stat)).toBe(1.75);
    expect(parseCpu('')).toBeUndefined();
  });
});

describe('lastJson', () => {
  const result = { exitCode: 0, stdout: '', stderr: '', seconds: 1, peakMiB: 1, cpuSeconds: 1 };

  it('takes the last line, whatever came before', () => {
    expect(lastJson({ ...result, stdout: 'hello {\n{"a":1}\n' })).toEqual({ a: 1 });
  });

  it('fails with the program’s own last words', () => {
    const failed = { ...result, exitCode: 1, stderr: 'first\nno such demo\n' };
    expect(() => lastJson(failed)).toThrow('no such demo');
    expect(() => lastJson({ ...result, stdout: 'nothing' })).toThrow('printed no result');
  });
});
