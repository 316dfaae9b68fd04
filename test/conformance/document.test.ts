import { describe, expect, it } from 'vitest';
import { conformanceDocument } from './document.ts';
import { type Outcome, summarize } from './report.ts';
import { skipScript } from './runner.ts';
import { featureOfFolder } from './suite.ts';

const scripts = new Map<string, Outcome[]>([
  [
    'i32.wast',
    [
      { at: 'i32.wast:1', kind: 'module', status: 'passed' },
      { at: 'i32.wast:2', kind: 'assert_return', status: 'passed' },
      { at: 'i32.wast:3', kind: 'assert_return', status: 'failed', reason: 'expected 1, got 2' },
      { at: 'i32.wast:4', kind: 'assert_malformed', status: 'passed', assembler: true },
    ],
  ],
  ['simd_lane.wast', [{ at: 'simd_lane.wast:2', kind: 'assert_trap', status: 'passed' }]],
  ['tail.wast', [{ at: 'tail.wast:9', kind: 'assert_return', status: 'skipped', reason: 'tail-call' }]],
]);

describe('a report', () => {
  const report = summarize('native', scripts);

  it('counts assertions by what they are about', () => {
    expect(report.byFeature).toEqual({
      core: { passed: 1, failed: 1, skipped: 0 },
      simd: { passed: 1, failed: 0, skipped: 0 },
      'tail-call': { passed: 0, failed: 0, skipped: 1 },
    });
    expect(report.files).toEqual({ passed: 1, failed: 1, skipped: 1 });
  });

  it('counts whatever fails, also what is no assertion', () => {
    const failed = { status: 'failed', reason: 'no' } as const;
    const outcomes: Outcome[] = [
      { ...failed, at: 'a.wast:1', kind: 'module' },
      { ...failed, at: 'a.wast:2', kind: 'action' },
      { ...failed, at: 'a.wast:3', kind: 'assert_return' },
    ];
    const unreadable: Outcome[] = [{ ...failed, at: 'b.wast:1', kind: 'script' }];
    const { total, byFeature, failures } = summarize(
      'native',
      new Map([
        ['a.wast', outcomes],
        ['b.wast', unreadable],
      ]),
    );
    expect(Object.keys(failures)).toHaveLength(4);
    expect(total).toEqual({ passed: 0, failed: 4, skipped: 0 });
    expect(byFeature).toEqual({ core: total });
  });

  it('becomes a document that shows every failure and what was left out', () => {
    const text = conformanceDocument([report, { ...report, backend: 'other', failures: {} }], 'abc');
    expect(text).toContain('at commit abc');
    expect(text).toContain('| `assert_return` | 1 / 1 / 1 | 1 / 1 / 1 |');
    expect(text).toContain('| tail-call | 1 | 1 |');
    expect(text).toContain('- native, i32.wast:3: expected 1, got 2');
    expect(text).not.toContain('- other');
  });
});

describe('scripts in folders', () => {
  it('are about what their folder is called after', () => {
    expect(featureOfFolder('i32.wast')).toBeUndefined();
    expect(featureOfFolder('proposals/threads/atomic.wast')).toBe('threads');
    expect(featureOfFolder('legacy/throw.wast')).toBe('legacy-exceptions');
  });

  it('are skipped command by command', () => {
    const source =
      '(module)\n(assert_return (invoke "f") (i32.const 1))\n(assert_malformed (module quote "(") "x")';
    expect(skipScript('a/b.wast', source, 'threads')).toEqual([
      { at: 'a/b.wast:1', kind: 'module', status: 'skipped', reason: 'threads' },
      { at: 'a/b.wast:2', kind: 'assert_return', status: 'skipped', reason: 'threads' },
      { at: 'a/b.wast:3', kind: 'assert_malformed', status: 'skipped', reason: 'threads', assembler: true },
    ]);
    expect(skipScript('a/b.wast', '(module', 'threads')).toMatchObject([
      { kind: 'script', status: 'skipped' },
    ]);
  });
});
