import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { compare, findingsOf, findingsOfTree, readGlossary } from './english.mjs';
import known from './known-findings.json' with { type: 'json' };

const root = path.resolve(import.meta.dirname, '../..');
const glossary = readGlossary('| Not | But |\n| --- | --- |\n| picture, is told | frame |\n');
const problems = (file: string, text: string) =>
  findingsOf(file, text, glossary).map(({ line, problem }) => `${line}: ${problem}`);
const long = `${'word '.repeat(25)}word.`;

describe('plain English (issue 11, 8)', () => {
  it('is what the tree has, but for findings that are listed', () => {
    expect(compare(findingsOfTree(root), known).join('\n')).toBe('');
  });

  it('has a glossary in CONTRIBUTING.md', () => {
    const { instead } = readGlossary(readFileSync(path.join(root, 'CONTRIBUTING.md'), 'utf8'));
    expect(instead.size).toBeGreaterThan(50);
    expect(instead.get('happening')).toBe('event');
  });

  it('finds words in comments, across lines, but not in code or quoted code', () => {
    const text = `// A picture.\nconst picture = 'a picture'; // who is\n// told of \`picture\`\n/* PICTURES */`;
    expect(problems('a.ts', text)).toEqual(['1: "picture": frame', '2: "is told": frame']);
  });

  it('finds long sentences in doc comments and documents', () => {
    expect(problems('a.ts', `/** ${long} */\n// ${long}\n/* ${long} */`)).toHaveLength(1);
    expect(problems('a.ts', `/**\n * Short.\n * ${long}\n */`)).toEqual([
      expect.stringMatching(/^3: a sentence of 26 words/),
    ]);
    expect(problems('a.md', `Short. ${long}\n\n| ${long} | short |\n\n\`\`\`\n${long}\n\`\`\`\n`)).toEqual([
      expect.stringMatching(/^1:/),
      expect.stringMatching(/^3:/),
    ]);
  });

  it('takes each tag and each paragraph as an end of a sentence', () => {
    const half = 'word '.repeat(13).trim();
    expect(
      problems('a.ts', `/**\n * ${half}\n *\n * ${half}\n * @param a ${half}\n * @returns ${half}\n */`),
    ).toEqual([]);
    expect(problems('a.md', `# ${half}\n- ${half}\n- ${half}\n`)).toEqual([]);
    expect(problems('a.ts', `/**\n * - ${half}\n * - ${half}\n *\n * | ${half} | ${half} |\n */`)).toEqual(
      [],
    );
  });

  it('reads what a player reads', () => {
    expect(problems('main/protocol/texts/a.ts', 'const a = `the picture`;')).toHaveLength(1);
    expect(problems('renderer/views/a.tsx', 'const a = <p title="a picture">A picture</p>;')).toHaveLength(2);
    expect(problems('renderer/views/a.ts', "const a = 'a picture';")).toEqual([]);
  });
});

describe('the list of old findings', () => {
  const found = [{ file: 'a.ts', line: 3, problem: '"picture": frame' }];

  it('is right where it has as many', () => {
    expect(compare(found, { 'a.ts': 1 })).toEqual([]);
  });

  it('is too short for a new finding, which is shown', () => {
    expect(compare(found, {})).toEqual(['a.ts: 1 findings, 0 in the list:', '  a.ts:3: "picture": frame']);
  });

  it('must shrink with what it lists', () => {
    expect(compare(found, { 'a.ts': 2 })).toEqual([expect.stringContaining('1 findings, 2 in the list')]);
    expect(compare([], { 'gone.ts': 1 })).toHaveLength(1);
  });
});
