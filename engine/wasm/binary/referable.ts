import { Cursor } from './cursor.ts';
import { skipExpression } from './expression.ts';
import type { ConstExpr, ModuleData } from './module.ts';

/**
 * The module's own functions that a reference can be of, ascending: those exported, in element segments, or named by `ref.func` in a
 * constant expression. `ref.func` in code takes only such (§3.4.10).
 */
export function referableFuncs(data: ModuleData): number[] {
  const found = new Set<number>();
  for (const { kind, index } of data.exports) if (kind === 'func') found.add(index);
  const refFunc = (expr: ConstExpr) => {
    const cursor = new Cursor(data.bytes, expr.start);
    skipExpression(cursor, ({ mnemonic }) => {
      if (mnemonic === 'ref.func') found.add(new Cursor(data.bytes, cursor.pos).u32());
    });
  };
  data.globalInits.forEach(refFunc);
  for (const { items } of data.elements) {
    if (items.kind === 'funcs') for (const index of items.funcs) found.add(index);
    else items.exprs.forEach(refFunc);
  }
  return Array.from(found)
    .filter((index) => index >= data.importedFuncs)
    .sort((a, b) => a - b);
}
