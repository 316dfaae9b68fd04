import { describe, expect, it } from 'vitest';
import { APP_PAGE, isOwnUrl } from './api.ts';

describe('isOwnUrl', () => {
  it.each([APP_PAGE, 'app://trapdoom/index.html', 'app://trapdoom/a/b.js?x=1#y', 'app://trapdoom/@x:1'])(
    'accepts %s',
    (url) => expect(isOwnUrl(url)).toBe(true),
  );

  it.each([
    'app://:p@trapdoom/',
    'app://u:p@trapdoom/',
    'app://u@trapdoom/',
    'app://:@trapdoom.evil/',
    'app://trapdoom:1/',
    'app://trapdoom:0/',
    'app://trapdoom.evil/',
    'app://trapdoom',
    'app:trapdoom/',
    'app:/trapdoom/',
    'app:///trapdoom/',
    'app://evil/app://trapdoom/',
    'blob:app://trapdoom/0b6c0a4e',
    'view-source:app://trapdoom/',
    'http://trapdoom/',
    'file:///etc/passwd',
    'javascript:0',
    'about:blank',
    'data:text/html,x',
    '',
  ])('issue 9, 1.9: refuses %s', (url) => expect(isOwnUrl(url)).toBe(false));
});
