import type { Source } from './source.ts';

/**
 * How control flow is written. Labels are record numbers of the side table: a loop's is its own record, that of everything else the
 * record of its `end`.
 */
export interface ControlEmitter {
  begin(): void;
  finish(): void;
  /** `branched`: a branch names the label. */
  openBlock(end: number, branched: boolean): void;
  openLoop(start: number, branched: boolean): void;
  openIf(condition: string, otherwise: number, end: number, branched: boolean): void;
  /** Between the arms of an `if`. `reached`: the first arm falls through. */
  openElse(otherwise: number, end: number, reached: boolean): void;
  closeBlock(end: number, branched: boolean): void;
  closeLoop(branched: boolean, reached: boolean): void;
  closeIf(end: number): void;
  branch(label: number, toLoop: boolean): string;
}

/** Labelled blocks and loops of JavaScript: what V8 optimizes. They nest as the module's do. */
export class StructuredControl implements ControlEmitter {
  readonly #source: Source;

  constructor(source: Source) {
    this.#source = source;
  }

  begin(): void {}

  finish(): void {}

  openBlock(end: number, branched: boolean): void {
    if (branched) this.#source.add(`L${end}:{`);
  }

  openLoop(start: number, branched: boolean): void {
    if (branched) this.#source.add(`L${start}:for(;;){`);
  }

  openIf(condition: string, _otherwise: number, end: number, branched: boolean): void {
    this.#source.add(`${branched ? `L${end}:` : ''}if(${condition}){`);
  }

  openElse(): void {
    this.#source.add('}else{');
  }

  closeBlock(_end: number, branched: boolean): void {
    if (branched) this.#source.add('}');
  }

  closeLoop(branched: boolean, reached: boolean): void {
    if (branched) this.#source.add(reached ? 'break;}' : '}');
  }

  closeIf(): void {
    this.#source.add('}');
  }

  branch(label: number, toLoop: boolean): string {
    return `${toLoop ? 'continue' : 'break'} L${label};`;
  }
}

/**
 * One loop over one `switch` whose cases are the labels, for functions that nest deeper than JavaScript's parser does. It nests not
 * at all, and is slow.
 */
export class FlatControl implements ControlEmitter {
  readonly #source: Source;

  constructor(source: Source) {
    this.#source = source;
  }

  begin(): void {
    this.#source.add('var p=-1;F:for(;;)switch(p){case -1:');
  }

  finish(): void {
    this.#source.add('}');
  }

  openBlock(): void {}

  openLoop(start: number, branched: boolean): void {
    if (branched) this.#source.add(`case ${start}:`);
  }

  openIf(condition: string, otherwise: number): void {
    this.#source.add(`if(!${condition}){p=${otherwise};continue F;}`);
  }

  openElse(otherwise: number, end: number, reached: boolean): void {
    this.#source.add(`${reached ? `p=${end};continue F;` : ''}case ${otherwise}:`);
  }

  closeBlock(end: number, branched: boolean): void {
    if (branched) this.#source.add(`case ${end}:`);
  }

  closeLoop(): void {}

  closeIf(end: number): void {
    this.#source.add(`case ${end}:`);
  }

  branch(label: number): string {
    return `p=${label};continue F;`;
  }
}
