import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import { notebooksFolder } from '../../src/notebook/course-notebooks.js';
import { Kernel } from '../../src/notebook/kernel.js';
import { temporaryFolder } from './temporary-notebooks.js';

const folder = temporaryFolder();

afterEach(() => {
  vi.unstubAllEnvs();
});

test('answers a client that speaks before all sockets are bound by a machine at work', async () => {
  // The outputs' socket is bound by a thread, and all threads have something else to do first.
  const preload = path.join(folder, 'busy-threads.cjs');
  writeFileSync(
    preload,
    `const { Publisher, Socket } = require(${JSON.stringify(require.resolve('zeromq'))});
    const { pbkdf2 } = require('node:crypto');
    const bind = function (address) {
      return new Promise((resolve, reject) => {
        setImmediate(() => {
          for (let i = 0; i < 4; i += 1) pbkdf2('', '', 2_000_000, 64, 'sha512', () => undefined);
          Socket.prototype.bind.call(this, address).then(resolve, reject);
        });
      });
    };
    // What a native class has cannot be assigned.
    Object.defineProperty(Publisher.prototype, 'bind', { value: bind });`,
  );
  vi.stubEnv('NODE_OPTIONS', `--require=${preload}`);
  const kernel = await Kernel.start(notebooksFolder);
  expect(kernel.languageInfo).toMatchObject({ name: 'typescript' });
  await kernel.close();
}, 90_000);
