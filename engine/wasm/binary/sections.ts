/** Section ids (§5.5.2). Their order in a module is not that of the numbers: `tag` follows `memory`, `dataCount` precedes `code`. */
export const SECTION = {
  custom: 0,
  type: 1,
  import: 2,
  function: 3,
  table: 4,
  memory: 5,
  global: 6,
  export: 7,
  start: 8,
  element: 9,
  code: 10,
  data: 11,
  dataCount: 12,
  tag: 13,
} as const;
