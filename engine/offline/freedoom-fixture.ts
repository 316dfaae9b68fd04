/** Gametics of Freedoom's demos, by phase: Debian's native chocolate-doom counts the same. A demo that is played another way ends early or late. */
export const FREEDOOM_DEMOS = [
  [1, 'demo1', 1531],
  [1, 'demo2', 2763],
  [1, 'demo3', 1241],
  [1, 'demo4', 6467],
  [2, 'demo1', 1415],
  [2, 'demo2', 4785],
  [2, 'demo3', 2593],
  [2, 'demo4', 1842],
] as const;
