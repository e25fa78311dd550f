import { expect, test } from 'vitest';
import { browserCommand } from '../../src/book/browser.js';

const url = 'http://127.0.0.1:8000/';

test('the browser opens where there is a display', () => {
  expect(browserCommand(url, 'linux', {})).toBeUndefined();
  expect(browserCommand(url, 'linux', { DISPLAY: ':0' })).toEqual(['xdg-open', url]);
  expect(browserCommand(url, 'linux', { WAYLAND_DISPLAY: 'wayland-0' })).toEqual(['xdg-open', url]);
  expect(browserCommand(url, 'darwin', {})).toEqual(['open', url]);
});
