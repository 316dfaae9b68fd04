import type { FunctionBody, LocalGroup } from '../binary/module.ts';
import { UnsupportedError } from '../spec/errors.ts';
import type { FuncType, ValType } from '../spec/types.ts';

/** As many locals are kept one by one; the rest by their groups, so that a few bytes cannot ask for 50,000 steps a function. */
const EXPANDED = 256;

/** The types of a function's locals, parameters first. */
export class Locals {
  count = 0;
  private readonly most: number;
  private readonly first = new Uint8Array(EXPANDED);
  private groups: readonly LocalGroup[] = [];
  /** Index after each group's last local; only where there are more locals than `EXPANDED`. */
  private ends: number[] = [];

  /** `most`: the limit on locals, parameters included. */
  constructor(most: number) {
    this.most = most;
  }

  /** Takes a function's parameters and locals in place of the last one's. Throws `UnsupportedError` above the limit. */
  declare(type: FuncType, body: FunctionBody): void {
    this.count = 0;
    this.ends = [];
    this.groups = [...type.params.map((param) => ({ count: 1, type: param })), ...body.locals];
    for (const { count, type: local } of this.groups) {
      const end = this.count + count;
      if (this.count < EXPANDED) this.first.fill(local, this.count, Math.min(end, EXPANDED));
      this.count = end;
    }
    if (this.count > this.most) {
      throw new UnsupportedError(
        `more than ${this.most} locals in a function`,
        `too many locals in a function: ${this.count}, this engine takes at most ${this.most}`,
        body.at,
      );
    }
    if (this.count <= EXPANDED) return;
    let end = 0;
    for (const { count } of this.groups) this.ends.push((end += count));
  }

  /** The type of a local; undefined where there is none of that index. */
  type(index: number): ValType | undefined {
    if (index >= this.count) return undefined;
    if (index < EXPANDED) return this.first[index];
    let low = 0;
    let high = this.ends.length - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.ends[middle]! > index) high = middle;
      else low = middle + 1;
    }
    return this.groups[low]!.type;
  }
}
