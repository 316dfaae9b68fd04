import { describe, expect, it } from 'vitest';
import { redactAll, redactor } from './redact.ts';

describe('redactor', () => {
  const unix = redactor({ user: 'alice', home: '/home/alice' });
  const windows = redactor({ user: 'Alice B', home: 'C:\\Users\\Alice B' });

  it.each([
    ['/home/alice', '~'],
    ['/home/alice/wads/doom2.wad', '~/wads/doom2.wad'],
    ['opened "/home/alice/my wads/a.wad" twice: /home/alice/b', 'opened "~/my wads/a.wad" twice: ~/b'],
    ['/HOME/Alice/x', '~/x'],
    ['file:///home/alice/x', 'file:~/x'],
    ['/home//alice/x', '~/x'],
    ['/home/alice-old/x', '/home/<user>/x'],
    ['/home/bob/x and /Users/carol/y', '/home/<user>/x and /Users/<user>/y'],
    ['/mnt/alice/wads', '/mnt/<user>/wads'],
    ['welcome Alice!', 'welcome <user>!'],
    ['alice-laptop', '<user>-laptop'],
    ['malice in Aliceland', 'malice in Aliceland'],
    ['http://x/?file=%2Fhome%2Falice%2Fa.wad', 'http://x/?file=~%2Fa.wad'],
    ['%2fhome%2fbob%2fa.wad', '%2fhome%2f<user>%2fa.wad'],
    ['%2Fmnt%2Falice%2Fx', '%2Fmnt%2F<user>%2Fx'],
    ['no names here', 'no names here'],
  ])('on Unix: %s', (text, expected) => {
    expect(unix(text)).toBe(expected);
  });

  it.each([
    ['C:\\Users\\Alice B\\Doom\\doom2.wad', '~\\Doom\\doom2.wad'],
    ['c:\\users\\alice b\\x', '~\\x'],
    ['C:/Users/Alice B/x', '~/x'],
    ['"C:\\\\Users\\\\Alice B\\\\x"', '"~\\\\x"'],
    ['file:///C:/Users/Alice%20B/x', 'file:///~/x'],
    ['C%3A%5CUsers%5CAlice%20B%5Cx', '~%5Cx'],
    ['D:\\Users\\Bob Smith\\x', 'D:\\Users\\<user>\\x'],
    ['C:\\Documents and Settings\\carol\\x', 'C:\\Documents and Settings\\<user>\\x'],
    ['Alice B was here', '<user> was here'],
  ])('on Windows: %s', (text, expected) => {
    expect(windows(text)).toBe(expected);
  });

  it('takes names with special characters literally', () => {
    const redact = redactor({ user: 'a.b+c', home: '/home/a.b+c' });
    expect(redact('/home/a.b+c/x a.b+c axb+c')).toBe('~/x <user> axb+c');
  });

  it('finds accents however they are written', () => {
    const redact = redactor({ user: 'jörg', home: '/home/jörg' });
    for (const text of ['/home/jörg/x', '/home/j%C3%B6rg/x', '/home/j%c3%b6rg/x'])
      expect(redact(text)).toBe('~/x');
    expect(redact('/home/jörg/x and /mnt/jörg/y'.normalize('NFD'))).toBe('~/x and /mnt/<user>/y');
  });

  it('finds the home folder where it truly lies', () => {
    const redact = redactor({ user: 'alice', home: '/home/alice', trueHome: '/data/homes/al' });
    expect(redact('/data/homes/al/x /data/homes/alb/x')).toBe('~/x /data/homes/alb/x');
  });

  it.each([
    ['/home/default.cfg', '/home/default.cfg'],
    ['M_SaveDefaults: /home/chocolate-doom.cfg.', 'M_SaveDefaults: /home/chocolate-doom.cfg.'],
    [
      'saving to "/home/savegames/doom2.wad/doomsav0.dsg"',
      'saving to "/home/savegames/doom2.wad/doomsav0.dsg"',
    ],
    ['/home/screenshots and /home/.trapdoom/', '/home/screenshots and /home/.trapdoom/'],
    ['/home//temp.dsg, %2Fhome%2Ftemp.dsg', '/home//temp.dsg, %2Fhome%2Ftemp.dsg'],
    ['/home/My own notes/x', '/home/My own notes/x'],
    ['/home/ and /home', '/home/ and /home'],
    // Accounts all the same.
    ['/home/alice.dsg', '/home/<user>.dsg'],
    ['/home/savegames2/x', '/home/<user>/x'],
    ['/home/bob.cfg/x', '/home/<user>/x'],
    ['/home/savegame-carol', '/home/<user>'],
    ['/Users/savegames/x', '/Users/<user>/x'],
  ])('issue 9, 4.9: the guest’s own paths: %s', (text, expected) => {
    const redact = redactor({ user: 'alice', home: '/home/alice' }, ['My own notes', 'a+b']);
    expect(redact(text)).toBe(expected);
  });

  it.each([
    [
      'root',
      '/root',
      'Trapdoom runs as root: /root/x, /home/default.cfg',
      'Trapdoom runs as root: ~/x, /home/default.cfg',
    ],
    [
      'home',
      '/home/home',
      '/home/home/x is no /home/default.cfg at home',
      '~/x is no /home/default.cfg at home',
    ],
    [
      'doom',
      '/home/doom',
      'DOOM 2 in /home/doom/doom2.wad and /mnt/doom/x',
      'DOOM 2 in ~/doom2.wad and /mnt/<user>/x',
    ],
    ['user', '/home/user', 'user error: /home/user/x, /home/bob/y', 'user error: ~/x, /home/<user>/y'],
    ['a', '/home/a', 'a file: /mnt/a/b of /home/a', '<user> file: /mnt/<user>/b of ~'.replace('<user>', 'a')],
    ['al', '/home/al', 'total of al: /mnt/al/x', 'total of <user>: /mnt/<user>/x'],
    ['is', 'C:\\Users\\is', 'this is C:\\Users\\is\\x or D:\\is\\y', 'this is ~\\x or D:\\<user>\\y'],
  ])('issue 9, 4.9: a user called %s', (user, home, text, expected) => {
    expect(redactor({ user, home })(text)).toBe(expected);
  });

  it('issue 9, 4.9: the person’s other homes and names', () => {
    const redact = redactor({
      user: 'root',
      home: '/root',
      trueHome: '/root',
      otherHomes: ['/var/home/alice/', '/srv/people/carol'],
      otherNames: ['bob'],
    });
    expect(redact('/var/home/alice/x /srv/people/carol/y /mnt/alice/bob/z root')).toBe(
      '~/x ~/y /mnt/<user>/<user>/z root',
    );
    const windows = redactor({ user: 'alice', home: 'C:\\Users\\alice.DOMAIN' });
    expect(windows('\\\\?\\C:\\Users\\alice.DOMAIN\\x by alice.domain or alice')).toBe(
      '\\\\?\\~\\x by <user> or <user>',
    );
    expect(windows('D:\\wads\\alice\\x http://h/%252Fhome%252Fbob%252Fx')).toBe(
      'D:\\wads\\<user>\\x http://h/%252Fhome%252F<user>%252Fx',
    );
  });

  it('handles a person without name or home', () => {
    expect(redactor({ user: '', home: '/' })('a /tmp/x text')).toBe('a /tmp/x text');
  });

  it('leaves no trace, whatever surrounds the path', () => {
    for (const around of ['', ' ', '"', "'", '(', ':', '=', '\t', '\n', '<', '[', ',']) {
      expect(unix(`x${around}/home/alice/wads${around}y`)).not.toMatch(/alice/i);
      expect(windows(`x${around}C:\\Users\\Alice B\\wads${around}y`)).not.toMatch(/alice/i);
    }
  });
});

describe('redactAll', () => {
  it('reaches every string but the program’s own words', () => {
    const redact = redactor({ user: 'native', home: '/home/native' });
    const value = { backend: 'native', list: [{ path: '/home/native/x' }], n: 1, nothing: null };
    expect(redactAll(value, redact, new Set(['backend']))).toEqual({
      backend: 'native',
      list: [{ path: '~/x' }],
      n: 1,
      nothing: null,
    });
  });

  it('issue 9, 1.6: takes time in proportion to any text', () => {
    const redact = redactor({ user: 'anna', home: '/home/anna' });
    const before = process.cpuUsage();
    for (const unit of ['/', '\\', '%2F', '%255c', '/home/', '/home/a.', 'c:', '/home/a b\\', 'anna'])
      redact(unit.repeat(200_000));
    // A quarter of a second; hours, where each slash of a run begins to look at it again.
    expect(process.cpuUsage(before).user / 1000).toBeLessThan(15_000);
    expect(redact('file:////home//anna///x %2F/home%2Fanna')).toBe('file:~///x ~');
  });
});
