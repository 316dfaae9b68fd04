import { INTERRUPT } from '../../runtime/interrupt.ts';
import { MAX_CALL_DEPTH } from '../../spec/limits.ts';
import { CELLS } from '../common/pairs.ts';
import { ARITHMETIC } from './arithmetic.ts';
import { AT_ENTRY, type Callee } from './code.ts';
import { FRAMES, MACHINE } from './machine.ts';
import { OPERATIONS, type Operation, operation } from './operations.ts';
import { reserveRefs, STACK, STACK_F32, STACK_F64, STACK_REFS } from './slots.ts';
import { VECTORS } from './vectors.ts';

/** How an operation's text sees a slot. */
const VIEWS: Readonly<Record<string, (index: string) => string>> = {
  '': (word) => word,
  i: (word) => `S[fp+${word}]`,
  h: (word) => `S[fp+${word}+1]`,
  f: (word) => `F[fp+${word}]`,
  g: (word) => `D[fp+${word}>>1]`,
  r: (word) => `X[fp+${word}]`,
  s: (word) => `(fp+${word}|0)`,
};

/** An operation's text, with its fields filled in. */
function expand({ text, fields }: Operation): string {
  return text.replace(/\$([ihfgrs]?)([dabcklmnt])/g, (_, view: string, field: string) =>
    VIEWS[view]!(`C[pc+${fields.indexOf(field) + 1}]`),
  );
}

/** Takes up the frame that `n` has come to be. */
const RESUME =
  'code=codes[n];C=code.words;if(code.instance!==I){I=code.instance;G=I.cells;view=I.memory.view;limit=view.byteLength;}';

function caseOf(row: Operation): string {
  const text = expand(row);
  const next = `pc+=${row.fields.length + 1};continue;`;
  switch (row.flow) {
    case 'next':
      return text + next;
    case 'jump':
      return `${text}break;`;
    case 'branch':
      return `if(${text}){target=${expand({ ...row, text: '$t' })};break;}${next}`;
    case 'call':
      return `${text}at=fp+${expand({ ...row, text: '$d' })};continue calls;`;
    case 'return':
      return `${text}depth=depth-code.counts|0;if(--n===base){m.top=base;m.depth=depth;return;}
fp=K[2*n+1];pc=K[2*n];${RESUME}pc=pc+(C[pc]===${operation('call')}?3:6)|0;continue;`;
  }
}

/**
 * The loop: `calls` enters functions, the inner loop executes operations, what leaves the `switch` is a branch that is taken. Calls of
 * guests by guests make no JavaScript frame, but calls of the host do. A host that calls a guest runs another loop, above `base`.
 *
 * It is made from the table because V8 makes a jump table only of literals. So an operation is written once for all its forms.
 * V8 optimizes no function of more than 61,440 bytes of bytecode; a test watches it.
 */
const SOURCE = `"use strict";
return function run(callee,at){
const base=m.top;
let n=base,depth=m.depth,pc=K[2*n],fp=at,target=0,t=0,u=0,C=null,code=null,I=null,G=null,view=null,limit=0,table=null;
try{
calls:for(;;){
enter:{
if(interrupt[0]!==0)m.interrupted(callee);
if(callee.host!==undefined){
K[2*n]=pc;m.top=n;m.depth=depth;
callee.host.enter(at);
view=I.memory.view;limit=view.byteLength;pc=pc+(C[pc]===${operation('call')}?3:6)|0;
break enter;
}
K[2*n]=pc;
code=callee.code===undefined?m.prepare(callee):callee.code;
n=n+1|0;codes[n]=code;K[2*n+1]=at;
C=code.words;fp=at;pc=0;
if(code.instance!==I){I=code.instance;G=I.cells;view=I.memory.view;limit=view.byteLength;}
if((depth=depth+code.counts|0)>${MAX_CALL_DEPTH}||fp+code.frameSize>S.length){pc=${AT_ENTRY};m.exhausted(depth);}
for(t=fp+code.params|0,u=fp+code.locals|0;t<u;t=t+1|0)S[t]=0;
if(code.refs){reserveRefs(fp+code.frameSize);X.fill(null,fp+code.params,fp+code.locals);}
}
for(;;){
switch(C[pc]){
${OPERATIONS.map((row, number) => `case ${number}:${caseOf(row)}`).join('\n')}
}
if(interrupt[0]!==0)m.interrupted(code.callee);
pc=target;
}
}
}catch(error){
K[2*n]=pc;m.top=n;m.depth=depth;
throw m.failure(error);
}
}`;

const BINDINGS = {
  m: MACHINE,
  codes: MACHINE.codes,
  K: FRAMES,
  interrupt: INTERRUPT,
  S: STACK,
  F: STACK_F32,
  D: STACK_F64,
  X: STACK_REFS,
  H: CELLS,
  A: ARITHMETIC,
  V: VECTORS,
  reserveRefs,
};

/** The loop as a function body, and the names that it refers to: for the test of its size. */
export const LOOP = { names: Object.keys(BINDINGS), source: SOURCE };

/**
 * Runs a guest's function whose arguments lie at slot `at`, which is where its results will be. What it throws leaves `MACHINE` as it
 * was at that point: see `invoke`.
 */
export const run = new Function(...LOOP.names, LOOP.source)(...Object.values(BINDINGS)) as (
  callee: Callee,
  at: number,
) => void;
