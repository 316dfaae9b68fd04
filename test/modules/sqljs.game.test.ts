import { expect } from 'vitest';
import { acceptance } from './acceptance.ts';
import { loadGlue } from './glue.ts';

/** What the test uses of sql.js, which carries no types. */
interface Statement {
  run(values: readonly (number | string)[]): void;
  free(): void;
}
interface Database {
  run(sql: string): void;
  prepare(sql: string): Statement;
  exec(sql: string): { columns: string[]; values: unknown[][] }[];
  create_function(name: string, callable: (text: string) => number): void;
  export(): Uint8Array;
  close(): void;
}
type Initialize = () => Promise<{ Database: new (bytes?: Uint8Array) => Database }>;

/** SQLite in C, by Emscripten: growing memory, functions put into the table at run time, a database written out and read again. */
acceptance('sql.js', { unit: 'rows', full: 10_000, slow: 2_000 }, async (webAssembly, rows) => {
  const { Database } = await loadGlue<Initialize>('sql.js', webAssembly)();
  const database = new Database();
  database.run('CREATE TABLE item (id INTEGER PRIMARY KEY, name TEXT, weight REAL); BEGIN');
  const insert = database.prepare('INSERT INTO item VALUES (?, ?, ?)');
  for (let i = 0; i < rows; i++) insert.run([i, `item ${(i * 7919) % 10_007}`, Math.sin(i) * 1e6]);
  insert.free();
  database.run('COMMIT; CREATE INDEX by_name ON item (name)');

  const exported = database.export();
  const again = new Database(exported);
  again.create_function('letters', (text) => text.length);
  const answer =
    again.exec(`SELECT id % 7, count(*), sum(weight), min(name), max(name), sum(letters(name)) FROM item
    WHERE name LIKE '%9%' GROUP BY id % 7 ORDER BY 3; SELECT name FROM item ORDER BY name LIMIT 5`);
  expect(() => again.exec('SELECT absent')).toThrow('no such column');
  again.close();
  database.close();
  return { answer, size: exported.length };
});
