/* The part of capture.bench.mjs that is ours: node capture-ours.mjs FILE conversations|lines */
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
const [file, what] = process.argv.slice(2);
if (what === 'conversations') {
  const { captureStatistics, openCaptureFile } = require('../dist/capture/index.js');
  const { packets, conversations } = await captureStatistics(await openCaptureFile(file), { of: [what] });
  const { tcp, udp } = conversations;
  console.log(JSON.stringify({ packets, tcp: tcp.length, udp: udp.length }));
} else {
  process.argv = [process.argv[0], 'sonde', 'capture', file];
  require('../dist/cli/main.js');
}
process.on('exit', () => console.error(`peak ${process.resourceUsage().maxRSS}`));
