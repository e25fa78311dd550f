/*
 * A chain of routers in network namespaces: client, router 1 … N, server; 10.98.K.0/24 and fd98:K::/64 between them, K
 * from 1. Every
 * name carries this process's id; nothing else on the machine is touched.
 */
import { execFileSync } from 'node:child_process';

const ip = (...words) => execFileSync('ip', words, { stdio: 'pipe' });

/** @returns the client's namespace, the server's addresses, and what removes it all */
export function makeRouterChain(routers) {
  const names = Array.from({ length: routers + 2 }, (_, i) => `sonde-bench-${process.pid}-${i}`);
  const made = [];
  const remove = () => {
    for (const name of made.splice(0)) ip('netns', 'delete', name);
  };
  try {
    for (const name of names) {
      ip('netns', 'add', name);
      made.push(name);
      ip('-n', name, 'link', 'set', 'lo', 'up');
      // Linux rations its ICMP errors, and one program would find what the other left.
      ip('netns', 'exec', name, 'sysctl', '-qw', 'net.ipv4.ip_forward=1', 'net.ipv4.icmp_ratemask=0');
      ip(
        'netns',
        'exec',
        name,
        'sysctl',
        '-qw',
        'net.ipv6.conf.all.forwarding=1',
        'net.ipv6.icmp.ratelimit=0',
      );
    }
    for (let link = 1; link < names.length; link++) join(names[link - 1], names[link], link);
    for (const [i, name] of names.entries()) route(name, i, names.length);
  } catch (error) {
    remove();
    throw error;
  }
  const last = names.length - 1;
  return { client: names[0], server: `10.98.${last}.2`, server6: `fd98:${last}::2`, remove };
}

function join(left, right, link) {
  ip('-n', left, 'link', 'add', 'right', 'type', 'veth', 'peer', 'name', 'left', 'netns', right);
  ip('-n', left, 'addr', 'add', `10.98.${link}.1/24`, 'dev', 'right');
  ip('-n', right, 'addr', 'add', `10.98.${link}.2/24`, 'dev', 'left');
  // No duplicate address detection: an address must serve at once.
  ip('-n', left, 'addr', 'add', `fd98:${link}::1/64`, 'dev', 'right', 'nodad');
  ip('-n', right, 'addr', 'add', `fd98:${link}::2/64`, 'dev', 'left', 'nodad');
  ip('-n', left, 'link', 'set', 'right', 'up');
  ip('-n', right, 'link', 'set', 'left', 'up');
}

/** Towards the server by default; back to each network on the client's side through the left neighbour. */
function route(name, i, machines) {
  if (i < machines - 1) {
    ip('-n', name, 'route', 'add', 'default', 'via', `10.98.${i + 1}.2`);
    ip('-n', name, '-6', 'route', 'add', 'default', 'via', `fd98:${i + 1}::2`);
  }
  for (let link = 1; link < i; link++) {
    ip('-n', name, 'route', 'add', `10.98.${link}.0/24`, 'via', `10.98.${i}.1`);
    ip('-n', name, '-6', 'route', 'add', `fd98:${link}::/64`, 'via', `fd98:${i}::1`);
  }
}
