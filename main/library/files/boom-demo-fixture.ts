/** For tests: a demo of Boom's family, as its own programs write it. */
export function boomDemo(
  tics: number,
  { version = 202, skill = 3, episode = 1, map = 2, players = 1, viewed = 0, count = 25 } = {},
): Buffer {
  const mbf21 = version === 221;
  const options = mbf21
    ? Buffer.concat([Buffer.alloc(20, 1), Buffer.from([count]), Buffer.alloc(count, 1)])
    : Buffer.alloc(version === 200 ? 256 : 64, 1);
  const signature = version >= 203 ? '\x1dMBF\xe6\0' : '\x1dBoom\xe6';
  return Buffer.concat([
    Buffer.from([version]),
    Buffer.from(signature, 'latin1'),
    Buffer.from(mbf21 ? [] : [0]),
    Buffer.from([skill, episode, map, 0, viewed]),
    options,
    Buffer.from(Array.from({ length: 32 }, (_, player) => (player < players ? 1 : 0))),
    Buffer.alloc(tics * players * (mbf21 ? 5 : 4), 1),
    Buffer.from([0x80]),
  ]);
}

/** The same, as PrBoom+ writes it with UMAPINFO. */
export function umapinfoDemo(demo: Buffer): Buffer {
  const header = Buffer.from('\xffPR+UM\0\x01\x01\0\x08UMAPINFOMAP02\0\0\0', 'latin1');
  return Buffer.concat([header, demo]);
}
