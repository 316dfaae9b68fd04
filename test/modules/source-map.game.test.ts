import { acceptance } from './acceptance.ts';
import { loadGlue } from './glue.ts';

/** Mappings parsed and searched in Rust, each handed to JavaScript by an import of ten parameters. */
acceptance('source-map', { unit: 'mappings', full: 5_000, slow: 2_000 }, async (webAssembly, count) => {
  const { SourceMapGenerator, SourceMapConsumer } = loadGlue<typeof import('source-map')>(
    'source-map',
    webAssembly,
  );
  const generator = new SourceMapGenerator({ file: 'out.js' });
  for (let i = 0; i < count; i++) {
    generator.addMapping({
      generated: { line: 1 + (i >> 3), column: (i & 7) * 9 },
      original: { line: i + 1, column: i % 40 },
      source: `source${i % 5}.js`,
      name: `name${i % 17}`,
    });
  }
  return SourceMapConsumer.with(generator.toString(), null, (consumer) => {
    const found: unknown[] = [];
    for (let line = 1; line <= count >> 3; line++) {
      found.push(consumer.originalPositionFor({ line, column: 20 + (line % 30) }));
      found.push(consumer.generatedPositionFor({ source: 'source1.js', line: 5 * line + 2, column: 3 }));
    }
    consumer.computeColumnSpans();
    consumer.eachMapping((mapping) => found.push({ ...mapping }));
    return found;
  });
});
