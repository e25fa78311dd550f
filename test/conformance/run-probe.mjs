// Runs one probe on the real network of the namespace that it is started in, and prints its result as JSON:
//   ip netns exec NAMESPACE node run-probe.mjs '{"probe": "ping", "host": "192.0.2.1", "options": {"count": 1}}'
//   … '{"probe": "send", "packets": ["45…"], "answers": 1, "waitMs": 500}' sends packets as they are, one after the other.
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
const { open } = require('../../dist/network/open.js');
const probes = {
  ping: require('../../dist/probe/ping.js').ping,
  traceroute: require('../../dist/probe/traceroute.js').traceroute,
  sweep: require('../../dist/probe/sweep.js').sweep,
  pathMtu: require('../../dist/probe/pmtu.js').pathMtu,
};

const order = JSON.parse(process.argv[2] ?? '{}');
const network = await open({ network: 'raw' });
try {
  const result =
    order.probe === 'send'
      ? await sendAll(order)
      : await probes[order.probe](network, order.host, order.options);
  console.log(JSON.stringify(result));
} finally {
  network.close();
}

/** For each packet, what came back, in hexadecimal. */
async function sendAll({ packets, answers, waitMs }) {
  const replies = [];
  for (const packet of packets) {
    await network.send(Uint8Array.from(Buffer.from(packet, 'hex')));
    const received = [];
    const deadline = network.now() + waitMs;
    while (received.length < answers) {
      const reply = await network.receive(deadline);
      if (!reply) break;
      received.push(Buffer.from(reply.bytes).toString('hex'));
    }
    replies.push(received);
  }
  return replies;
}
